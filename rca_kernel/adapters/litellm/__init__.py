"""Any model that LiteLLM reaches, behind the ChatModel port."""
