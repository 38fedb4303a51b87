"""The monitors' tables that several pages are made of."""

from monitors.adapters.register_tables import QuestionRow, RegisterEntry
from monitors.adapters.reliance_tables import DependencyRow, IncidentImpact, UnitStandingRow
from monitors.adapters.room_tables import IncidentRoom
from monitors.adapters.tables import IncidentRow, IncidentTransition, Source, UsageMinute, table_of

INCIDENTS, TRANSITIONS = table_of(IncidentRow), table_of(IncidentTransition)
DEPENDENCIES, STANDINGS, IMPACT = table_of(DependencyRow), table_of(UnitStandingRow), table_of(IncidentImpact)
ENTRIES, QUESTIONS = table_of(RegisterEntry), table_of(QuestionRow)
ROOMS = table_of(IncidentRoom)
SOURCES, MINUTES = table_of(Source), table_of(UsageMinute)
