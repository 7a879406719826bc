"""The host for a notebook open in JupyterLab or Notebook 7, spoken to over a comm."""
