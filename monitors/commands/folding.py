"""The folds of a worker's topics, put together as its settings and files say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitors.account_fold import AccountActionsPart
from monitors.accounts import AccountsPart, Rows
from monitors.actions_fold import ActionsFold
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.audit_fold import AuditFold
from monitors.commands.known import Known, publisher_of
from monitors.daily_scores import DailyScores
from monitors.demand import DemandCounts
from monitors.domain.calendar import Calendar
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.rules import Rules
from monitors.domain.register.contradictions import PlatformFacts
from monitors.exercise_fold import ExercisePart
from monitors.folds import SignalsFold, Tellers, UsageFold
from monitors.impact_turns import ImpactTurns
from monitors.lane_parts import Fold
from monitors.notice_situations import Terms
from monitors.notices import NoticePart
from monitors.outside import Outside, Part
from monitors.own_changes import OwnChanges
from monitors.peer_words import PeerWords
from monitors.publishing import Publishing
from monitors.register_alerts import RegisterAlerts
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.settings import MonitorSettings
from monitors.store import Store
from monitors.vendor_words import VendorWords
from streams.contracts.topics import ACTIONS, AUDIT, SIGNALS, Topic


@dataclass(frozen=True)
class Folding:
    """Makes the fold of a topic anew, for each partition that comes to the worker."""

    told: MonitorSettings
    known: Known
    store: Store
    metrics: MonitorMetrics
    clock_ms: Callable[[], int]

    def fold_for(self, topic: Topic) -> Fold:
        """The fold of the messages of a topic."""
        store, calendar = self.store, Calendar(ZoneInfo(self.told.timezone))
        if topic is ACTIONS:
            register, exercises = (
                RegisterPart(store.register, calendar),
                ExercisePart(store.exercises, calendar),
            )
            accounts = AccountActionsPart(store.accounts, store.activity, calendar)
            return ActionsFold(register, RoomPart(store.rooms), exercises, accounts, self.clock_ms)
        if topic is AUDIT:
            return AuditFold(store.audit)
        if topic is not SIGNALS:
            return UsageFold(calendar, self.metrics)
        return SignalsFold(
            lambda state: Judge(Rules(), self.known.operators, state),
            self.metrics,
            store.left_over,
            self._tellers(calendar),
            self.clock_ms,
            k=self.told.fewest_people,
        )

    def _tellers(self, calendar: Calendar) -> Tellers:
        """What is told beside the judge of outages."""
        told, known, store = self.told, self.known, self.store
        facts = {name: PlatformFacts(name, operator) for name, operator in known.operators.items()}
        return Tellers(
            DailyScores(
                store.reliance,
                store.register,
                known.organisation,
                calendar,
                self.clock_ms,
                found=store.findings,
                tools=known.tools,
                k=told.fewest_people,
            ),
            ImpactTurns(
                store.reliance, store.register, known.organisation, calendar, self.clock_ms, rules=told.impact
            ),
            RegisterAlerts(
                store.register, store.reliance, store.rooms, facts, calendar, limit=told.operator_limit
            ),
            Publishing(store.published, store.reliance, publisher_of(told, known, calendar), self.clock_ms),
            Outside(self._parts()),
        )

    def _parts(self) -> Sequence[Part]:
        """What hears of everything that is no log, in the order in which it decides."""
        context = self.store.context
        store = self.store
        accounts = AccountsPart(
            Rows(store.accounts, store.activity, store.register),
            ZoneInfo(self.told.timezone),
            self.known.posts_keys,
        )
        return (
            OwnChanges(context),
            DemandCounts(context),
            VendorWords(context),
            PeerWords(store.aid),
            accounts,
            NoticePart(store, self._notice_terms(), self.metrics, self.clock_ms),
        )

    def _notice_terms(self) -> Terms:
        """What notices are told by."""
        told, known = self.told, self.known
        return Terms(
            told.notices,
            known.operators,
            known.names,
            known.organisation,
            ZoneInfo(told.timezone),
            told.fewest_people,
        )
