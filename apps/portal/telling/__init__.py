"""Who is told what: the subscribers of the events of the apps below, all in one place.

Each asks the policy whether the person may know before anybody is told, and says nothing clinical.
"""
