"""People and their roles, for the administrators of departments."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.accounts.domain import people as staffing
from apps.accounts.forms.people import AddPersonForm, EndRoleForm, GiveRoleForm, ReasonForm
from apps.accounts.invitations import mail_is_delivered, mail_link
from apps.accounts.models import Membership
from apps.accounts.presenters.people import role_row
from apps.accounts.queries.people import ManagedPerson, managed_departments, managed_person, people_managed_by
from apps.core.clock import today
from apps.core.errors import Invalid, NotVisible, Refused
from apps.core.kept_input import initial_from

PAGE = 50


class ManagingView(GuardedView):
    """Base of the pages about one person; somebody of other departments is a 404."""

    permission = Permission.PEOPLE_MANAGE
    object_label = "accounts.user"

    subject: ManagedPerson

    def load(self, **kwargs: Any) -> ManagedPerson:
        """The person, seen through a department of the administrator's."""
        return managed_person(self.actor, kwargs["person_id"])

    def membership(self, membership_id: UUID) -> Membership:
        """One role of this person in a managed department; raises NotVisible."""
        for held in self.subject.memberships:
            if held.pk == membership_id:
                return held
        raise NotVisible

    def back(self) -> HttpResponse:
        """To the person's page."""
        return redirect("accounts:person", person_id=self.subject.pk)


class People(GuardedView):
    """The people of my departments."""

    permission = Permission.PEOPLE_MANAGE
    template_name = "accounts/people.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """By name, fifty at a time, found by part of a name or address."""
        found = people_managed_by(self.actor)
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        if words:
            found = found.filter(full_name__icontains=words) | found.filter(email__icontains=words)
        after = request.GET.get("after", "").replace("\x00", "")[:150]
        if after:
            found = found.filter(full_name__gt=after)
        people = list(found.order_by("full_name", "pk")[: PAGE + 1])
        shown = people[:PAGE]
        self.record_list([person.pk for person in shown], "accounts.user", {"q": words} if words else None)
        rows = [
            (person, [role_row(held) for held in person.managed_memberships])  # type: ignore[attr-defined]  # Prefetch
            for person in shown
        ]
        older = shown[-1].full_name if len(people) > PAGE else ""
        return self.page({"rows": rows, "q": words, "next_after": older})


class AddPerson(GuardedView):
    """Add a person with a first role."""

    permission = Permission.PEOPLE_MANAGE
    template_name = "accounts/add_person.html"

    def _form(self, data: Any = None) -> AddPersonForm:
        return AddPersonForm(data, departments=list(managed_departments(self.actor)))

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form, or what was typed before the session ended."""
        return self.page({"form": self._form(initial_from(request))})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add, and mail the link with which the person chooses a password."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.page({"form": form})
        given = form.cleaned_data
        try:
            person, created = staffing.add_person(
                actor=self.actor,
                email=given["email"],
                full_name=given["full_name"],
                profession=given["profession"],
                department=given["department"],
                role=given["role"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
            )
        except (Invalid, Refused) as problem:
            form.refuse(problem)
            return self.page({"form": form})
        if created:
            link = mail_link(person)
            if not mail_is_delivered():
                return self.page({"person": person, "link": link}, template="accounts/link_for_person.html")
            messages.success(
                request, _("%(name)s is added. A link to choose a password is on its way.") % _named(person)
            )
        else:
            messages.success(request, _("%(name)s had an account already and now has this role too.") % _named(person))
        return redirect("accounts:person", person_id=person.pk)


def _named(person: Any) -> dict[str, str]:
    return {"name": person.full_name}


class Person(ManagingView):
    """One person with their roles in my departments."""

    template_name = "accounts/person.html"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """The page."""
        roles = [(role_row(held), held.starts_on >= today()) for held in self.subject.memberships]
        return self.page({"person": self.subject.user, "roles": roles, "is_self": self.actor.user_id == person_id})


class GiveRole(ManagingView):
    """Give a role."""

    template_name = "accounts/give_role.html"

    def _form(self, data: Any = None) -> GiveRoleForm:
        return GiveRoleForm(data, departments=list(managed_departments(self.actor)))

    def _page(self, form: GiveRoleForm) -> HttpResponse:
        return self.page({"form": form, "person": self.subject.user})

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """The empty form, or what was typed before the session ended."""
        return self._page(self._form(initial_from(request)))

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """Give it, or say what to do differently."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        given = form.cleaned_data
        try:
            staffing.give_role(
                actor=self.actor,
                person=self.subject.user,
                department=given["department"],
                role=given["role"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
            )
        except (Invalid, Refused) as problem:
            form.refuse(problem)
            return self._page(form)
        messages.success(request, _("The role is given."))
        return self.back()


class EndRole(ManagingView):
    """End a role with a last day."""

    template_name = "accounts/end_role.html"

    def _page(self, form: EndRoleForm, held: Membership) -> HttpResponse:
        context = {"form": form, "person": self.subject.user, "held": role_row(held), "version": held.version}
        return self.page(context)

    def get(self, request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
        """The form with today as the last day, or what was typed before the session ended."""
        held = self.membership(membership_id)
        form = EndRoleForm(initial_from(request), initial={"ends_on": held.ends_on or today()})
        return self._page(form, held)

    def post(self, request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
        """End it, or say what to do differently."""
        held = self.membership(membership_id)
        form = EndRoleForm(request.POST)
        if not form.is_valid():
            return self._page(form, held)
        version = request.POST.get("expected_version", "")
        try:
            staffing.end_role(
                actor=self.actor,
                membership_id=membership_id,
                last_day=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"],
                expected_version=int(version) if version.isdecimal() and len(version) < 10 else None,
            )
        except (Invalid, Refused) as problem:
            form.refuse(problem)
            return self._page(form, held)
        messages.success(request, _("The role ends."))
        return self.back()


class RemoveRole(ManagingView):
    """Take back a role given by mistake."""

    template_name = "accounts/confirm_with_reason.html"

    def _page(self, form: ReasonForm, held: Membership) -> HttpResponse:
        role = role_row(held)
        words = {"role": role.role, "department": role.department}
        return self.page(
            {
                "form": form,
                "person": self.subject.user,
                "title": _("Remove this role"),
                "text": _("%(role)s in %(department)s. The trail keeps that it was given and removed.") % words,
                "button": _("Remove role"),
            }
        )

    def get(self, request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
        """Ask why."""
        return self._page(ReasonForm(initial_from(request)), self.membership(membership_id))

    def post(self, request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
        """Remove it."""
        held = self.membership(membership_id)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(form, held)
        try:
            staffing.remove_role(actor=self.actor, membership_id=membership_id, reason=form.cleaned_data["reason"])
        except Refused as problem:
            form.refuse(problem)
            return self._page(form, held)
        messages.success(request, _("The role is removed."))
        return redirect("accounts:people")


class SwitchAccount(ManagingView):
    """Deactivate an account, or activate it again; asks why."""

    template_name = "accounts/confirm_with_reason.html"

    def _page(self, form: ReasonForm) -> HttpResponse:
        person = self.subject.user
        if person.is_active:
            title, button = _("Deactivate this account"), _("Deactivate")
            text = _("%(name)s can no longer sign in, roles end, and API tokens stop working.") % _named(person)
        else:
            title, button = _("Activate this account again"), _("Activate")
            text = _("%(name)s can sign in again. Give the roles anew.") % _named(person)
        return self.page({"form": form, "person": person, "title": title, "text": text, "button": button})

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """Ask why."""
        return self._page(ReasonForm(initial_from(request)))

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """Switch it off or on, as the page said; a second click finds it done."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        do = staffing.reactivate_person if request.POST.get("wanted") == "active" else staffing.deactivate_person
        try:
            person = do(actor=self.actor, person_id=person_id, reason=form.cleaned_data["reason"])
        except Refused as problem:
            form.refuse(problem)
            return self._page(form)
        said = _("%(name)s can sign in again.") if person.is_active else _("%(name)s can no longer sign in.")
        messages.success(request, said % _named(person))
        return self.back()


class NewLink(ManagingView):
    """Send a person another link to choose a password."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """Mail it; without a mail server it is shown, for there is no other way."""
        person = self.subject.user
        if not person.is_active:
            raise Refused("deactivated", _("This account is deactivated. Activate it first."))
        link = mail_link(person)
        if not mail_is_delivered():
            return self.page({"person": person, "link": link}, template="accounts/link_for_person.html")
        messages.success(request, _("A link is on its way to %(address)s.") % {"address": person.email})
        return self.back()
