"""The forms of an estate's page: which there are, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.kit.forms import Form
from gongzhi.packs import public as packs
from gongzhi.property import forms
from gongzhi.property.actions import checks, estates, money, orders, ratings
from gongzhi.property.models import Estate, Income, Jobs
from gongzhi.property.queries import estates as queries
from gongzhi.property.queries import orders as order_reads
from gongzhi.property.queries.labels import quarter_words
from gongzhi.property.rules import money as amounts
from gongzhi.property.rules import quarters, tabs
from gongzhi.property.rules.dwellings import labels

MANAGE, CHECK = Permission.PROPERTY_MANAGE, Permission.PROPERTY_CHECK


@dataclass(frozen=True, slots=True)
class Panel:
    """A form with its words; `quiet`: folded up until it is wanted."""

    verb: str
    title: str
    button: str
    form: Form
    hint: str = ""
    quiet: bool = True


class Panels:
    """The forms of an estate for an actor, and what they do."""

    def __init__(self, estate: Estate, actor: Actor, quarter: date) -> None:
        self.estate, self.actor, self.quarter = estate, actor, quarter
        self.rules = queries.rules()
        self.may = {p: queries.allows(actor, p, estate) for p in (MANAGE, CHECK)}

    def of_tab(self, tab: str, bound: tuple[str, Form] | None = None) -> list[Panel]:
        """The panels of a tab; `bound` is a form that was sent and is shown again with what is wrong."""
        found = []
        for verb, permission in tabs.VERBS[tab].items():
            if self.may[permission]:
                form = bound[1] if bound is not None and bound[0] == verb else self.form(verb)
                if form is not None:
                    found.append(self._panel(verb, form))
        return found

    def form(self, verb: str, data: Any = None) -> Form | None:
        """The form of an act; None where there is nothing to do it with."""
        make: dict[str, Callable[[Any], Form | None]] = {
            "correct": self._correct, "contract": self._contract, "end-contract": forms.EndContractForm,
            "income": self._income, "subsidy": self._subsidy, "strike": forms.StrikeForm, "jobs": self._jobs,
            "dwellings": forms.DwellingsForm, "paper": self._paper, "check": self._check, "order": self._order,
        }  # fmt: skip
        if verb in ("end-contract", "strike") and data is None:
            return None  # they stand beside their row
        return make[verb](data)

    def _panel(self, verb: str, form: Form) -> Panel:
        when = quarter_words(self.quarter)
        words = {
            "correct": (_("Correct name, area and homes"), _("Save"), ""),
            "contract": (_("Enter a contract"), _("Enter the contract"), ""),
            "end-contract": (_("End a contract early"), _("End it"), ""),
            "income": (_("Fee income of %(when)s") % {"when": when}, _("Save"), ""),
            "subsidy": (
                _("Enter a subsidy for %(when)s") % {"when": when}, _("Enter the subsidy"),
                _("It stands apart from what residents paid."),
            ),
            "strike": (_("Strike out a subsidy"), _("Strike it out"), ""),
            "jobs": (_("Jobs in %(when)s") % {"when": when}, _("Save"), _("Numbers only, no names.")),
            "dwellings": (
                _("Add the homes of a building"), _("Add the homes"),
                _("So that each home rates once. Who lives there is not entered."),
            ),
            "paper": (
                _("Enter a slip that came on paper"), _("Enter the slip"),
                _("Only that the home has rated is kept; the grades are added to sums."),
            ),
            "check": (_("Enter a check"), _("Enter the check"), ""),
            "order": (_("Order the company to mend something"), _("Issue the order"), ""),
        }  # fmt: skip
        title, button, hint = words[verb]
        return Panel(verb, title, button, form, hint, quiet=not form.errors)

    def _correct(self, data: Any) -> Form:
        e = self.estate
        return forms.EstateForm(data, initial={"name": e.name, "area_m2": e.area_m2, "households": e.households})

    def _contract(self, data: Any) -> Form | None:
        companies = queries.companies_for(self.estate, self.actor)
        services = [(s.key, packs.named(s)) for s in self.rules.services]
        first = {"starts_on": clock.today()}
        return forms.ContractForm(data, companies=[(b.pk, b.name) for b in companies], services=services,
                                  initial=first)  # fmt: skip

    def _income(self, data: Any) -> Form:
        row = Income.objects.filter(estate=self.estate, quarter=self.quarter).first()
        first: dict[str, Any] = {"quarter": quarters.key(self.quarter), "version": row.version if row else 0}
        if row is not None:
            first |= {"due": amounts.plain(row.due_fen), "collected": amounts.plain(row.collected_fen)}
        elif contract := queries.contracts_on([self.estate.pk], self.quarter).get(self.estate.pk):
            first["due"] = amounts.plain(amounts.due_of(contract.fee_fen, self.estate.area_m2))
        return forms.IncomeForm(data, initial=first)

    def _subsidy(self, data: Any) -> Form | None:
        givers = [(b.pk, b.name) for b in queries.givers_for(self.estate)]
        purposes = [(p.key, packs.named(p)) for p in self.rules.purposes]
        if not givers or not purposes:
            return None
        first = {"quarter": quarters.key(self.quarter), "given_on": clock.today()}
        return forms.SubsidyForm(data, givers=givers, purposes=purposes, initial=first)

    def _jobs(self, data: Any) -> Form:
        row = Jobs.objects.filter(estate=self.estate, quarter=self.quarter).first()
        first: dict[str, Any] = {"quarter": quarters.key(self.quarter)}
        if row is not None:
            first |= {"hired": row.hired, "without_work": row.without_work}
            first |= {"was_hired": row.hired, "was_without_work": row.without_work}
        return forms.JobsForm(data, initial=first)

    def _paper(self, data: Any) -> Form:
        return forms.PaperForm(data, questions=self.rules.questions)

    def _check(self, data: Any) -> Form:
        return forms.CheckForm(data, checks=self.rules.checks, initial={"on": clock.today()})

    def _order(self, data: Any) -> Form:
        checks_ = [(c.key, packs.named(c)) for c in self.rules.checks]
        found = [
            (f.pk, f"{f.check_made.on:%Y-%m-%d} {queries.named(self.rules.checks, f.about)}：{f.words}"[:80])
            for f in order_reads.open_findings(self.estate)
        ]
        return forms.OrderForm(data, checks=checks_, findings=found, initial={"days": self.rules.order_days})

    def perform(self, verb: str, d: dict[str, Any], form: Form) -> str:
        """Do it; the words that say so. Raises what the act raises."""
        return getattr(self, f"_do_{verb.replace('-', '_')}")(d, form)  # type: ignore[no-any-return]

    def _do_correct(self, d: dict[str, Any], form: Form) -> str:
        estates.correct(self.estate, area_m2=d["area_m2"], households=d["households"], name=d["name"], actor=self.actor)
        return _("Saved.")

    def _do_contract(self, d: dict[str, Any], form: Form) -> str:
        draft = estates.ContractDraft(
            d["company"], d["starts_on"], d["ends_on"], amounts.fen_of(d["fee"]), tuple(d["services"]), d["words"]
        )
        estates.contract(self.estate, draft, actor=self.actor, submission=d["submission"])
        return _("The contract was entered.")

    def _do_end_contract(self, d: dict[str, Any], form: Form) -> str:
        estates.end_contract(self.estate, d["contract"], on=d["on"], why=d["why"], actor=self.actor)
        return _("The contract was ended.")

    def _do_income(self, d: dict[str, Any], form: Form) -> str:
        money.enter_income(
            self.estate, quarters.read(d["quarter"]), due=amounts.fen_of(d["due"]),
            collected=amounts.fen_of(d["collected"]), version=d["version"], actor=self.actor,
        )  # fmt: skip
        return _("Saved.")

    def _do_subsidy(self, d: dict[str, Any], form: Form) -> str:
        draft = money.SubsidyDraft(
            quarters.read(d["quarter"]), d["giver"], d["purpose"], amounts.fen_of(d["amount"]), d["given_on"],
            d["words"],
        )  # fmt: skip
        money.give(self.estate, draft, actor=self.actor, submission=d["submission"])
        return _("The subsidy was entered; fee income stays as it is.")

    def _do_strike(self, d: dict[str, Any], form: Form) -> str:
        money.strike_subsidy(self.estate, d["subsidy"], why=d["why"], actor=self.actor)
        return _("Struck out. It stays to be read with its reason.")

    def _do_jobs(self, d: dict[str, Any], form: Form) -> str:
        was = None if d["was_hired"] is None else (d["was_hired"], d["was_without_work"] or 0)
        money.enter_jobs(self.estate, quarters.read(d["quarter"]), hired=d["hired"], without_work=d["without_work"],
                         was=was, actor=self.actor)  # fmt: skip
        return _("Saved.")

    def _do_dwellings(self, d: dict[str, Any], form: Form) -> str:
        n = ratings.add_dwellings(
            self.estate, labels(d["building"], d["units"], d["floors"], d["doors"]), actor=self.actor
        )
        return _("%(n)s homes were added.") % {"n": n}

    def _do_paper(self, d: dict[str, Any], form: Form) -> str:
        assert isinstance(form, forms.PaperForm)
        ratings.rate_on_paper(self.estate, d["label"], form.grades, actor=self.actor)
        return _("The slip was entered.")

    def _do_check(self, d: dict[str, Any], form: Form) -> str:
        assert isinstance(form, forms.CheckForm)
        found = {k: checks.Found(fine, words) for k, (fine, words) in form.found().items()}
        checks.check(self.estate, d["on"], found, actor=self.actor, submission=d["submission"])
        return _("The check was entered.")

    def _do_order(self, d: dict[str, Any], form: Form) -> str:
        draft = orders.OrderDraft(d["about"], d["words"], d["days"], d.get("finding"))
        orders.issue(self.estate, draft, actor=self.actor, submission=d["submission"])
        return _("The order was issued; the company has it in its work.")
