"""The ground floor: actor, clock, tracking, events, jobs and the page components."""
