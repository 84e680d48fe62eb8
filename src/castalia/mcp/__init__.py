"""The search for coding agents: tools of the Model Context Protocol, over whatever session they are given."""
