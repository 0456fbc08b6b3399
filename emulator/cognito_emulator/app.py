"""The emulator as an ASGI app: its stations, and behind them Cognito, its pages and MiniStack."""

from __future__ import annotations

from starlette.types import ASGIApp, Scope

from cognito_emulator.aws.alarm_queries import AlarmQueries
from cognito_emulator.aws.functions import LambdaFunctions
from cognito_emulator.clock import EngineClock
from cognito_emulator.cognito.context import Cognito
from cognito_emulator.cognito.hosted_ui.app import PATHS, HostedUi, is_for_a_page
from cognito_emulator.cognito.messages.relay import MailRelay
from cognito_emulator.cognito.oauth.discovery import REVOKE_PATH, TOKEN_PATH
from cognito_emulator.cognito.oauth.endpoints import OAuthEndpoints
from cognito_emulator.cognito.service import UserPoolsService
from cognito_emulator.cognito.store.store import Store
from cognito_emulator.cognito.tokens.keys import SigningKeys
from cognito_emulator.cognito.triggers.function import TriggerFunctions
from cognito_emulator.cognito.user_import_upload import UserImportUpload
from cognito_emulator.console.app import Console
from cognito_emulator.console.inbox import Inbox
from cognito_emulator.console.page import ConsoleParts
from cognito_emulator.console.ses_mails import SesMails
from cognito_emulator.environment import scratch_directory
from cognito_emulator.gateway.admission import Admission
from cognito_emulator.gateway.clock_station import ClockStation
from cognito_emulator.gateway.form_size import FormSize
from cognito_emulator.gateway.hosts import EngineHosts
from cognito_emulator.gateway.machine import own_gateways, own_names
from cognito_emulator.gateway.origin import OriginStation
from cognito_emulator.gateway.origins import AllowedOrigins
from cognito_emulator.gateway.settings import OriginSettings
from cognito_emulator.recording.recorder import Recorder
from cognito_emulator.settings import Settings
from cognito_emulator.state.directory import StateDirectory
from cognito_emulator.state.saved_states import SavedStates
from cognito_emulator.state.snapshot_file import Snapshot

_FORM_PATHS = (TOKEN_PATH, REVOKE_PATH)


def create_app(
    settings: Settings,
    kept: StateDirectory | None,
    snapshot: Snapshot | None,
    store: Store,
    recorder: Recorder,
) -> ASGIApp:
    """Compose the app, the innermost first. MiniStack reads its environment on import: set it before."""
    from ministack.app import app as ministack  # noqa: PLC0415

    from cognito_emulator.aws.alarm_statistics import keep_one_statistic  # noqa: PLC0415
    from cognito_emulator.aws.authorizers import connect_authorizers  # noqa: PLC0415
    from cognito_emulator.aws.user_pools_elsewhere import connect  # noqa: PLC0415
    from cognito_emulator.faults.faults import Faults  # noqa: PLC0415
    from cognito_emulator.faults.invocations import FaultyInvocations  # noqa: PLC0415
    from cognito_emulator.faults.station import FaultStation  # noqa: PLC0415
    from cognito_emulator.gateway.authorization import Authorization  # noqa: PLC0415
    from cognito_emulator.gateway.operation_station import OneOperation  # noqa: PLC0415
    from cognito_emulator.gateway.registry import NoRegistry  # noqa: PLC0415
    from cognito_emulator.gateway.routes import Routes  # noqa: PLC0415
    from cognito_emulator.gateway.signatures import CheckedSignature  # noqa: PLC0415
    from cognito_emulator.recording.station import RecordingStation  # noqa: PLC0415
    from cognito_emulator.state.keeper import StateKeeper  # noqa: PLC0415
    from cognito_emulator.state.snapshots import Snapshots  # noqa: PLC0415
    from cognito_emulator.state.station import StateStation  # noqa: PLC0415

    clock, faults = EngineClock(), Faults()
    cognito = Cognito(
        store,
        TriggerFunctions(LambdaFunctions(FaultyInvocations(faults))),
        MailRelay(settings.smtp_host),
        SigningKeys(store.pools),
        clock,
        has_limits=settings.has_limits,
        endpoint_url=settings.endpoint_url,
        issuer_base=settings.issuer_base,
    )
    service = UserPoolsService(cognito)
    connect(service)
    connect_authorizers(cognito)
    keep_one_statistic()
    routes = Routes(
        service,
        OAuthEndpoints(cognito),
        HostedUi(service),
        Console(_console_parts(settings, service, SesMails(ministack), recorder, kept)),
        Inbox(store.messages),
        UserImportUpload(cognito),
        AlarmQueries(ministack),
    )
    signed = NoRegistry(CheckedSignature(OneOperation(Authorization(routes))))
    keeper = StateKeeper(kept, scratch_directory(), store.database) if kept else None
    snapshots = Snapshots(scratch_directory(), store.database, settings.endpoint_url, snapshot)
    faulty = FaultStation(signed, faults)
    stateful = StateStation(faulty, snapshots, keeper)
    timed = ClockStation(stateful, clock)
    recording = RecordingStation(timed, recorder)
    return OriginStation(FormSize(recording, _is_for_a_page), _admission(settings.origins, store))


def _console_parts(
    settings: Settings,
    service: UserPoolsService,
    mails_of_apps: SesMails,
    recorder: Recorder,
    kept: StateDirectory | None,
) -> ConsoleParts:
    saved_states = SavedStates(service.cognito.store.database, kept)
    return ConsoleParts(service, mails_of_apps, recorder, saved_states, settings.person_commands)


def _is_for_a_page(scope: Scope) -> bool:
    return is_for_a_page(scope) or scope["path"] in _FORM_PATHS


def _admission(settings: OriginSettings, store: Store) -> Admission:
    hosts = EngineHosts(own_names(), settings.hosts)
    origins = AllowedOrigins(settings.origins, store.clients.callback_urls)
    return Admission(hosts, origins, own_gateways(), PATHS)
