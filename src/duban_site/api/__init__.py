"""接口: what machines read and write.

takes the published version of a plan, and tokens that people of a unit made; gives open data, a
versioned API, webhooks and an MCP server; never shows more than the public view, and never lets a
token do what its person may not.
"""
