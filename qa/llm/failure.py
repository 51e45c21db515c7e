"""Why a model did not write an answer."""

from index.errors import PolicyQAError


class EndpointFailure(PolicyQAError):
    """The endpoint gave no whole answer. The message is for people and names no secret."""
