"""Addresses of sign-in, the own account, and people."""

from django.urls import path

from apps.accounts.views import account, passwords, people, signing_in

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("account/", account.Account.as_view(), name="account"),
    path("account/looks/", account.OwnLooks.as_view(), name="own-looks"),
    path("account/password/", passwords.ChangePassword.as_view(), name="change-password"),
    path("account/forgotten/", passwords.SendLink.as_view(), name="send-link"),
    path("account/set-password/<str:uid>/<str:token>/", passwords.SetPassword.as_view(), name="set-password"),
    path("account/tokens/", account.Tokens.as_view(), name="tokens"),
    path("account/tokens/new/", account.MakeToken.as_view(), name="make-token"),
    path("account/tokens/<uuid:token_id>/revoke/", account.RevokeToken.as_view(), name="revoke-token"),
    path("people/", people.People.as_view(), name="people"),
    path("people/new/", people.AddPerson.as_view(), name="add-person"),
    path("people/<uuid:person_id>/", people.Person.as_view(), name="person"),
    path("people/<uuid:person_id>/roles/new/", people.GiveRole.as_view(), name="give-role"),
    path("people/<uuid:person_id>/roles/<uuid:membership_id>/end/", people.EndRole.as_view(), name="end-role"),
    path(
        "people/<uuid:person_id>/roles/<uuid:membership_id>/remove/",
        people.RemoveRole.as_view(),
        name="remove-role",
    ),
    path("people/<uuid:person_id>/account/", people.SwitchAccount.as_view(), name="switch-account"),
    path("people/<uuid:person_id>/link/", people.NewLink.as_view(), name="new-link"),
]
