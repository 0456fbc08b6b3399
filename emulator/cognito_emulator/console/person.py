"""A person of a user pool: what there is of them, and what an administrator may do, by the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.errors import AwsError
from cognito_emulator.cognito.user import User
from cognito_emulator.cognito.user_pool import UserPool
from cognito_emulator.console.page import ConsoleParts, not_there, shown
from cognito_emulator.console.person_commands import Outcome, PersonCommand
from cognito_emulator.console.person_details import details_of
from cognito_emulator.console.pool_operations import PoolOperations

DONE = {
    "confirm": "Confirmed, as AdminConfirmSignUp does it: the pool's PostConfirmation function has run.",
    "password": "The password is set.",
    "enable": "They may sign in again.",
    "disable": "They may not sign in any more, and their sessions have ended.",
    "sign-out": "All sessions have ended.",
    "join": "They are in the group.",
    "leave": "They are in the group no more.",
    "delete": "The user is deleted.",
}
_SEE_OTHER = 303

Form = Mapping[str, str]
Action = Callable[["PersonPages", UserPool, User, Form], Awaitable[Any]]


def person_routes(parts: ConsoleParts, path: str) -> list[Route]:
    """Below `path`: POOL/SUB shows a person, and a form posted to POOL/SUB/ACTION changes them."""
    operations = PoolOperations(parts.service)
    pages = PersonPages(parts.service.cognito, operations, path, parts.person_commands)
    person = f"{path}/{{pool}}/{{sub}}"
    return [
        Route(person, pages.one),
        Route(f"{person}/command", pages.run, methods=["POST"]),
        Route(f"{person}/{{action}}", pages.change, methods=["POST"]),
    ]


@dataclass(frozen=True)
class PersonPages:
    cognito: Cognito
    operations: PoolOperations
    path: str
    commands: Sequence[PersonCommand]

    async def one(self, request: Request) -> Response:
        found = self._named(request)
        return await self._shown(request, *found) if found else _nobody(request)

    async def change(self, request: Request) -> Response:
        """Do it and show the person anew; what is refused is told on the page, in AWS's words."""
        found, name = self._named(request), request.path_params["action"]
        if found is None or name not in _ACTIONS:
            return _nobody(request)
        pool, user = found
        form = {field: str(value) for field, value in (await request.form()).items()}
        try:
            await _ACTIONS[name](self, pool, user, form)
        except AwsError as error:
            # a function may have run: what is there of them now?
            still = self.cognito.store.users.get(user.id)
            return await self._shown(request, pool, still, error) if still else _nobody(request)
        gone = name == "delete"
        to = f"{self.path}?pool={pool.id}&done={name}" if gone else f"{self._address(pool, user)}?done={name}"
        return RedirectResponse(to, _SEE_OTHER)

    async def run(self, request: Request) -> Response:
        """Run one of the stack's own commands and show what it says, and the person as they are then."""
        found, name = self._named(request), str((await request.form()).get("name", ""))
        command = next((each for each in self.commands if each.name == name), None)
        if found is None or command is None:
            return _nobody(request)
        pool, user = found
        outcome = await command.run(user.sub)
        still = self.cognito.store.users.get(user.id)
        return await self._shown(request, pool, still, outcome=outcome) if still else _nobody(request)

    async def _shown(
        self,
        request: Request,
        pool: UserPool,
        user: User,
        refusal: AwsError | None = None,
        outcome: Outcome | None = None,
    ) -> Response:
        done = DONE.get(request.query_params.get("done", ""), "")
        return shown(
            request,
            "person.html",
            status=refusal.status if refusal else 200,
            problem=f"{refusal.code}: {refusal.message}" if refusal else "",
            notice="" if refusal else done,
            pool=pool,
            people=self.path,
            address=self._address(pool, user),
            user=user,
            person=await details_of(self.cognito, pool, user),
            commands=self.commands,
            outcome=outcome,
        )

    def _named(self, request: Request) -> tuple[UserPool, User] | None:
        pool = self.cognito.store.pools.find(request.path_params["pool"])
        user = self.cognito.store.users.by_sub(pool, request.path_params["sub"]) if pool else None
        return (pool, user) if pool and user else None

    def _address(self, pool: UserPool, user: User) -> str:
        return f"{self.path}/{pool.id}/{user.sub}"

    async def confirm(self, pool: UserPool, user: User, _: Form) -> None:
        await self.operations.ask(pool, "AdminConfirmSignUp", Username=user.username)

    async def set_password(self, pool: UserPool, user: User, form: Form) -> None:
        permanent = form.get("permanent") == "yes"
        request = {"Username": user.username, "Password": form.get("password", ""), "Permanent": permanent}
        await self.operations.ask(pool, "AdminSetUserPassword", **request)

    async def enable(self, pool: UserPool, user: User, _: Form) -> None:
        await self.operations.ask(pool, "AdminEnableUser", Username=user.username)

    async def disable(self, pool: UserPool, user: User, _: Form) -> None:
        await self.operations.ask(pool, "AdminDisableUser", Username=user.username)

    async def sign_out(self, pool: UserPool, user: User, _: Form) -> None:
        await self.operations.ask(pool, "AdminUserGlobalSignOut", Username=user.username)

    async def join(self, pool: UserPool, user: User, form: Form) -> None:
        request = {"Username": user.username, "GroupName": form.get("group", "")}
        await self.operations.ask(pool, "AdminAddUserToGroup", **request)

    async def leave(self, pool: UserPool, user: User, form: Form) -> None:
        request = {"Username": user.username, "GroupName": form.get("group", "")}
        await self.operations.ask(pool, "AdminRemoveUserFromGroup", **request)

    async def delete(self, pool: UserPool, user: User, _: Form) -> None:
        await self.operations.ask(pool, "AdminDeleteUser", Username=user.username)


_ACTIONS: Mapping[str, Action] = {
    "confirm": PersonPages.confirm,
    "password": PersonPages.set_password,
    "enable": PersonPages.enable,
    "disable": PersonPages.disable,
    "sign-out": PersonPages.sign_out,
    "join": PersonPages.join,
    "leave": PersonPages.leave,
    "delete": PersonPages.delete,
}


def _nobody(request: Request) -> Response:
    return not_there(request, "There is nobody at this address: no such pool, or the user is deleted.")
