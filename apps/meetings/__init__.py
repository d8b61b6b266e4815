"""Series, meetings, agendas, attendance and outcomes."""
