"""Messages, the ChatModel port, usage and budget."""

from rca_kernel.models.chat import ChatModel, Priced
from rca_kernel.models.images import Image, picture
from rca_kernel.models.messages import FinishReason, Message, Reply, Role, ToolCall, ToolSpec
from rca_kernel.models.usage import Budget, Price, Usage

__all__ = [
    "Budget",
    "ChatModel",
    "FinishReason",
    "Image",
    "Message",
    "Price",
    "Priced",
    "Reply",
    "Role",
    "ToolCall",
    "ToolSpec",
    "Usage",
    "picture",
]
