"""The OpenAlex API: asking for works page by page or one by one, and keeping what came.

key        the caller's key: sent as a header, shown nowhere
transport  one request over HTTPS: no redirects, bounded time and size
budget     how many requests a day, counted before each is sent
replies    what a reply says: a page of works, a work, a merged or a deleted identifier
client     asking until there is a reply, a reason to stop, or no patience left
folder     what was fetched, on disk: every file with its line in a ledger
harvest    from a filter or a list of identifiers to a folder
"""
