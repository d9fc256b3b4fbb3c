from detente.sources.affiliations.generic import names_nothing
class NearNames:
    def __init__(self,g): pass
    def country(self,parts): return None
