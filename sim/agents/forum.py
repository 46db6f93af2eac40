"""The Mesa lane's forums: they convene, propose, count who comes, act and climb; members do the rest themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustladder.sim.agents.actor import Actor
from trustladder.sim.agents.donor import Donor
from trustladder.sim.agents.government import Government
from trustladder.sim.agents.ladder import Ladder
from trustladder.sim.agents.meeting import Decision, Invitation, Meeting, Seat
from trustladder.sim.agents.purse import Purse
from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import NOTHING
from trustladder.sim.arrays.tables import AgendaRow, ForumRow, RungRow, entry
from trustladder.sim.law import assistance, conduct, convening, drift, learning, responding, standing

if TYPE_CHECKING:
    from trustladder.sim.agents.model import CooperationModel


class Forum:
    """A forum of governments and donors: it convenes, proposes a rung, and acts if enough members come.

    Parameters
    ----------
    model
        The model that it belongs to.
    number
        Its number, in the order of ids.
    ladders
        Its standing in every domain; forums share them where the region climbs together.

    Attributes
    ----------
    name
        Its id, such as "CARICC".
    members, governments, donors, sponsor
        The agents that sit in it this month, and the one that chairs it; None where members chair in turn, a year each.
    needed
        Those that must attend from the second rung on.
    agenda
        One AgendaRow for each domain: rate of meetings a month, rung at which it enters (from 0).
    ladders
        One Ladder for each domain: `standing` counts the rungs held, `idle` the months without a success on each.
    """

    def __init__(self, model: CooperationModel, number: int, ladders: list[Ladder]) -> None:
        self.model, self.number, self.name = model, number, model.names.forums[number]
        self.agenda = [entry(AgendaRow, model.tables.agenda[number, domain]) for domain in range(len(model.domains))]
        self.needed = [actor for actor in model.actors if model.tables.needed[number, actor.number]]
        self.ladders = ladders
        self.seat_members()
        self.closed_until: list[int] = model.start.closed_until[number].tolist()
        self.purse = Purse(float(model.start.purse[number]))
        # by rung of the aim: last months of region-wide success there or above
        self.recent: list[list[int]] = model.start.region_meetings[number].tolist()
        self.region_standing = 0  # rungs of the aim that it holds region-wide
        self.formed = [NOTHING] * len(model.domains)  # rung of this month's meeting
        self.success = [NOTHING] * len(model.domains)  # rung of this month's success
        self.together = [False] * len(model.domains)  # whether two rivals came to this month's meeting
        self.open = [False] * len(model.domains)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {', '.join(member.name for member in self.members)}>"

    def seat_members(self) -> None:
        """Take the members, and what hangs on them, from the tables of the period that begins."""
        model, tables = self.model, self.model.tables
        self.row: ForumRow = tables.forums[self.number]
        seats = tables.members[self.number][: self.row.size].tolist()
        self.members: list[Actor] = [model.actors[actor] for actor in seats]
        self.donors = [member for member in self.members if isinstance(member, Donor)]
        self.governments = [member for member in self.members if isinstance(member, Government)]
        self.sponsor = model.actors[self.row.sponsor] if self.row.sponsor >= 0 else None
        self._seats = [
            {
                actor: Seat(
                    domain, float(tables.assets[at]), int(tables.attend[at]), int(tables.keep[at]), int(tables.find[at])
                )
                for actor in seats
                for at in ((self.number, domain, actor),)
            }
            for domain in range(len(model.domains))
        ]

    def seat(self, member: Actor, domain: int) -> Seat:
        """Return a member's seat in a domain."""
        return self._seats[domain][member.number]

    def exists(self, month: int) -> bool:
        """Whether it has been founded, has not ended, and has two members, its sponsor among them."""
        return self.row.can_meet and self.row.founded <= month <= self.row.ended

    def gate_open(self, domain: int) -> bool:
        """Whether some forum that holds the gate's rung covers this one's governments."""
        gated = self.model.domains[domain]
        if gated.gate_domain < 0 or not self.model.law.gate:
            return True
        return any(
            holder.ladders[gated.gate_domain].standing > gated.gate_rung
            and holder.agenda[gated.gate_domain].rate > 0.0
            and bool(self.model.tables.covers[holder.number, self.number])
            for holder in self.model.forums
        )

    def look_ahead(self) -> None:
        """Note, before anybody meets, which domains are open this month."""
        for domain, agenda in enumerate(self.agenda):
            self.open[domain] = agenda.rate > 0.0 and self.gate_open(domain)

    def meet(self, month: int) -> None:
        """Perhaps take up each domain of the agenda."""
        self.formed, self.success = [NOTHING] * len(self.agenda), [NOTHING] * len(self.agenda)
        if not self.exists(month):
            return
        for domain, agenda in enumerate(self.agenda):
            if self.open[domain] and month >= self.closed_until[domain]:
                total = 0.0
                for member in self.members:
                    total += member.drive(domain)
                if convening.convenes(agenda.rate, total / len(self.members), self.model.draw(agenda.convene)):
                    self.hold_meeting(month, domain)

    def hold_meeting(self, month: int, domain: int) -> None:
        """Propose a rung or postpone, hear the members, and if the meeting forms, act and learn."""
        model, agenda = self.model, self.agenda[domain]
        chair = self.chair(month)
        rungs = self.proposable_rungs(domain)
        new = agenda.entry < rungs and convening.enters(
            month - self.row.founded, model.law.entry_window, self.ladders[domain].standing, agenda.entry
        )
        rung = agenda.entry if new else self.propose(month, domain, chair, rungs)
        if rung == NOTHING:
            model.count(Series.POSTPONED)
            model.keep_postponed(Meeting(month, self, domain, NOTHING, chair, []))
            return
        invitation = self.invitation(month, domain, rung)
        answers = [self.hear(member, invitation, chair) for member in self.members]
        meeting = Meeting(month, self, domain, rung, chair, answers, model.names.activity(domain, rung))
        model.count(Series.CONVENED)
        meeting.formed = self.forms(meeting)
        if meeting.formed:
            model.count(Series.FORMED)
            self.formed[domain], self.together[domain] = rung, self.both_rivals(meeting)
            for guest in self.came(meeting):
                guest.attended += 1
            self.act(meeting)
        elif new:
            self.closed_until[domain] = month + 1 + model.law.closure
        model.keep(meeting)

    def chair(self, month: int) -> Actor:
        """Whoever proposes: the sponsor, or a year each in turn."""
        return self.sponsor or self.members[(month // 12) % len(self.members)]

    def invitation(self, month: int, domain: int, rung: int) -> Invitation:
        """Return an invitation to a rung, with the joint money that the donors bring."""
        offer = responding.inducement(self.joint_pot(), self.model.law.inducement, len(self.members))
        return Invitation(month, self, domain, rung, self.ladders[domain].rungs[rung], offer)

    def joint_pot(self) -> float:
        """Return the joint money that its donors bring this month."""
        money = 0.0
        for donor in self.donors:
            money += donor.seat_money()
        return money

    def gather(self, month: int) -> None:
        """Add the month's joint money to the purse, if it exists."""
        if self.exists(month):
            self.purse.money = assistance.gathered(self.purse.money, self.joint_pot())

    def proposable_rungs(self, domain: int) -> int:
        """Return of how many rungs it may propose this month: its mandate, or the first while rivals in it quarrel."""
        rivalry = self.tension(list(self.members))
        return convening.proposable(self.agenda[domain].top, rivalry, self.model.law.suspension_rivalry)

    def propose(self, month: int, domain: int, chair: Actor, rungs: int) -> int:
        """Return the highest of `rungs` in reach that the chair would itself accept, NOTHING where it accepts none."""
        ladder, entry = self.ladders[domain], self.agenda[domain].entry
        highest = convening.highest_rung(ladder.standing, rungs, self.model.law.climbing)
        if highest < entry < rungs and ladder.successes[entry] > 0:
            highest = entry
        for rung in range(highest, -1, -1):
            if responding.worth(chair.weigh(self.invitation(month, domain, rung))) > 0.0:
                return rung
        return NOTHING

    def hear(self, member: Actor, invitation: Invitation, chair: Actor) -> Decision:
        """Return a member's answer; who proposes comes, and is not asked."""
        model, law = self.model, self.model.law
        terms = member.weigh(invitation)
        ordered = model.ordered(invitation, member)
        came = (member is chair or member.decide(invitation, terms)) if ordered is None else ordered
        value = responding.worth(terms)
        decision = Decision(
            actor=member.name,
            came=came,
            terms=terms,
            belief=member.belief(self.members, invitation.domain),
            needed=responding.indifference_trust(terms),
            worth=value,
            chance=responding.acceptance(law.response_rule, value, law.precision),
            decided_by="override" if ordered is not None else "chair" if member is chair else "agent",
        )
        if member is not chair:
            model.count(Series.INVITED)
        if not came and member is not chair:
            blamed = self.credited(chair, invitation.domain)
            if learning.overreaches(decision.chance) and blamed is not member:
                member.resent(blamed, invitation.domain, invitation.rung.exposure)
            model.count(Series.REFUSED + responding.refusal(terms, decision.chance))
        return decision

    def came(self, meeting: Meeting) -> list[Actor]:
        """Those who came."""
        return [member for member, decision in zip(self.members, meeting.decisions, strict=True) if decision.came]

    def both_rivals(self, meeting: Meeting) -> bool:
        """Whether both of a pair of rivals came."""
        return any(pair.issubset(self.came(meeting)) for pair in self.model.rivals)

    def forms(self, meeting: Meeting) -> bool:
        """Whether those who came are enough."""
        guests = self.came(meeting)
        governments = sum(isinstance(guest, Government) for guest in guests)
        needed = self.ladders[meeting.domain].rungs[meeting.rung_number]
        return conduct.forms(
            governments,
            len(guests) - governments,
            needed.quorum_governments,
            needed.quorum_donors,
            self.sponsor is None or self.sponsor in guests,
            meeting.rung_number == 0 or all(member in guests for member in self.needed),
        )

    def act(self, meeting: Meeting) -> None:
        """Those who came keep their word or not; the activity succeeds or not; all members learn."""
        model, law, domain = self.model, self.model.law, meeting.domain
        rung, guests = self.ladders[domain].rungs[meeting.rung_number], self.came(meeting)
        for guest in guests:
            seat = self.seat(guest, domain)
            if guest.keeps_word(seat, rung.weight):
                meeting.kept.append(guest)
            else:
                meeting.broke.append(guest)
                model.count(Series.BREACHES)
                if conduct.found_out(law.detection, model.draw(seat.find)):
                    meeting.caught.append(guest)
                    model.count(Series.BREACHES_FOUND)
        chance = conduct.success_chance(
            law.reliability, law.undermining, self.tension(guests), self.capability(rung, guests)
        )
        draw = model.draw(self.agenda[domain].succeed)
        meeting.success = conduct.succeeds(len(meeting.kept), len(guests), law.kept_share, chance, draw)
        self.teach(meeting, drift.at_start(rung.weight * law.evidence_weight, self.model.memory))
        if meeting.success:
            self.succeed(meeting, rung, guests)

    def capability(self, rung: RungRow, guests: list[Actor]) -> float:
        """Return the mean policing of the governments that came, where success depends on it."""
        if not rung.needs_policing:
            return 1.0
        policing, governments = 0.0, 0
        for guest in guests:
            if isinstance(guest, Government):
                policing += guest.policing
                governments += 1
        return policing / (governments if governments > 0 else 1)

    def tension(self, guests: list[Actor]) -> float:
        """Return the strongest rivalry between two donors among these."""
        donors = [guest for guest in guests if isinstance(guest, Donor)]
        return max((one.rivalry[two.place] for one in donors for two in donors if one is not two), default=0.0)

    def credited(self, member: Actor, domain: int) -> Actor:
        """Return the member to whom experience with a member is credited: itself, or under the null another."""
        if not self.model.law.shuffled:
            return member
        size = len(self.members)
        shift = 1 + int(self.model.draw(self.agenda[domain].shuffle) * (size - 1))
        return self.members[(self.members.index(member) + shift) % size]

    def teach(self, meeting: Meeting, weight: float) -> None:
        """All members learn about those who came; members who stayed away learn at a discount."""
        guests = self.came(meeting)
        for member in self.members:
            caught = member in meeting.caught
            if member not in guests or not (caught or meeting.success):
                continue
            subject = self.credited(member, meeting.domain)
            for observer in self.members:
                if observer is not subject:
                    seen = weight if observer in guests else weight * self.model.law.absent_discount
                    observer.update_evidence(meeting, subject, caught, seen)

    def reach(self, month: int) -> None:
        """Update which rungs of the aim it holds region-wide."""
        model, ladder = self.model, self.ladders[self.model.aim]
        for rung, months in enumerate(self.recent):
            earliest = months[-min(ladder.rungs[rung].successes, len(months))]
            if standing.reaches(month, earliest, model.law.region_window, ladder.standing > rung):
                self.region_standing = max(rung + 1, self.region_standing)
        self.region_standing = min(self.region_standing, ladder.standing)
        model.region_held = model.region_held or self.region_standing > 0

    def succeed(self, meeting: Meeting, rung: RungRow, guests: list[Actor]) -> None:
        """Book a success: standing, people trained, the purse, thaw between donors, region-wide cooperation."""
        model, law = self.model, self.model.law
        self.success[meeting.domain] = meeting.rung_number
        model.count(Series.SUCCEEDED)
        model.count(Series.TRAINED, float(rung.trainees))
        self.purse.share([guest for guest in guests if isinstance(guest, Government)])
        donors = [guest for guest in guests if isinstance(guest, Donor)]
        for one in donors:
            for two in donors:
                if one.place < two.place:
                    one.calm[two.place] = learning.thawed(one.calm[two.place], law.thaw * rung.weight)
        if meeting.domain == model.aim and len(guests) - len(donors) >= law.region_governments:
            model.count(Series.REGION_MEETINGS)
            for months in self.recent[: meeting.rung_number + 1]:
                months[:] = [*months[1:], meeting.month]
