"""``atlas update``: what is installed is whole and read back; what is not leaves everything as it was."""

from __future__ import annotations

import http.server
import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgeocode
import pytest

from innoveici.atlas.geonames import GeoNames
from innoveici.atlas.update import FIELDS, Installed, update
from innoveici.errors import DataError, InnoveiciError, InputNotFound, StorageError, Unreachable
from innoveici.postal import FIRST_LETTERS


def line(country: str, code: str, place: str = "Somewhere", latitude: str = "45.5", longitude: str = "-73.5") -> str:
    return "\t".join([country, code, place, "", "", "", "", "", "", latitude, longitude, "6"])


CANADA = "\n".join(line("CA", f"{letter}1A", f'Place "{letter}", East') for letter in FIRST_LETTERS) + "\n"
FRANCE = "\n".join(line("FR", f"{dep:02}000", "Ville", "47.0", "3.0") for dep in range(1, 96) if dep != 20) + "\n"


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(f"{name}.txt")  # of 1980: the tests are named by these bytes, in each worker alike
            archive.writestr(member, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path, no_pgeocode: Path) -> Path:  # noqa: ARG001 - the user's own files stay out of it
    return tmp_path / "data" / "pgeocode"


class Server:
    """A web server on loopback: ``pages`` by path; None hangs up in mid answer."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | None] = {}
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path not in server.pages:
                    self.send_error(404)
                    return
                page = server.pages[self.path]
                self.send_response(200)
                self.send_header("Content-Length", str(len(page) if page is not None else 1000))
                self.end_headers()
                self.wfile.write(page if page is not None else b"cut")

            def log_message(self, *_: Any) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address on loopback where nobody listens."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("CA.zip", zipped(CA=CANADA, readme="GeoNames")),
        ("CA.txt", CANADA.encode()),
        ("renamed.data", b"\xef\xbb\xbf" + CANADA.encode()),
        ("crlf.txt", CANADA.replace("\n", "\r\n").encode()),
    ],
)
def test_a_local_file_is_installed_and_read_back(name: str, content: bytes, tmp_path: Path, folder: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert update(tmp_path / name, folder) == (Installed("CA", len(FIRST_LETTERS), folder / "CA.txt"),)
    geonames = GeoNames.at(folder)
    assert geonames is not None
    place = geonames.place("CA", "K1A")
    assert place is not None
    assert place.place == 'Place "K", East'


def test_what_pgeocode_kept_elsewhere_is_taken_as_it_is(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "CA.zip").write_bytes(zipped(CA=CANADA))
    update(tmp_path / "CA.zip", folder)
    first = (folder / "CA.txt").read_bytes()
    (tmp_path / "CA.txt").write_bytes(first)
    assert first.decode().startswith(",".join(FIELDS))
    update(f"file://{tmp_path / 'CA.txt'}", folder)
    assert (folder / "CA.txt").read_bytes() == first


def test_one_zip_may_hold_both_countries(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "both.zip").write_bytes(zipped(CA=CANADA, FR=FRANCE))
    assert [installed.country for installed in update(tmp_path / "both.zip", folder)] == ["CA", "FR"]


def test_a_url_is_fetched(server: Server, folder: Path) -> None:
    server.pages["/FR.zip"] = zipped(FR=FRANCE)
    assert update(f"{server.address}/FR.zip", folder) == (Installed("FR", 94, folder / "FR.txt"),)


def test_without_a_source_both_countries_are_fetched_from_pgeocode_s_addresses_and_its_mirror(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages |= {"/CA.zip": zipped(CA=CANADA), "/mirror/FR.txt": FRANCE.encode()}
    addresses = [server.address + "/{country}.zip", server.address + "/mirror/{country}.txt"]
    monkeypatch.setattr(pgeocode, "DOWNLOAD_URL", addresses)
    assert [installed.country for installed in update(None, folder)] == ["CA", "FR"]


def test_an_index_of_the_old_file_does_not_outlive_it(tmp_path: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "CA-index.txt").write_text("stale", encoding="utf-8")
    (tmp_path / "CA.txt").write_text(CANADA, encoding="utf-8")
    update(tmp_path / "CA.txt", folder)
    assert [path.name for path in folder.iterdir()] == ["CA.txt"]


def before_and_after(source: str | Path | None, folder: Path, **options: Any) -> InnoveiciError:
    """Run an update that must fail; checks that the folder is untouched."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "CA.txt").write_text("what was there", encoding="utf-8")
    with pytest.raises(InnoveiciError) as caught:
        update(source, folder, **options)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in folder.iterdir()] == [
        ("CA.txt", "what was there")
    ]
    assert caught.value.remedy is not None
    return caught.value


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no postal code"),
        (b"code,place\nJ0K,Joliette\n", "columns"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "UTF-8"),
        (b"PK\x03\x04 not really", "zip"),
        (zipped(readme="nothing here"), "neither"),
        (zipped(CA=CANADA)[:-40], "zip"),
        ("\n".join(CANADA.splitlines()[:9]).encode(), "incomplete"),
        ("\n".join(FRANCE.splitlines()[:60]).encode(), "incomplete"),
        ((CANADA + "CA\tJ2").encode(), "line 19 has 2 columns"),
        ((CANADA + line("CA", "J2A", latitude="abc")).encode(), "latitude"),
        ((CANADA + line("CA", "J2A", latitude="95")).encode(), "latitude"),
        ((CANADA + line("CA", "J2A", latitude="nan")).encode(), "latitude"),
        ((CANADA + line("CA", "12345")).encode(), "no postal code"),
        (CANADA.replace("1A\t", "1A 1A1\t").encode(), "areas"),
        (CANADA.replace("CA\t", "US\t").encode(), "another country"),
    ],
)
def test_a_file_of_another_shape_changes_nothing(content: bytes, says: str, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "given").write_bytes(content)
    fault = before_and_after(tmp_path / "given", folder)
    assert isinstance(fault, DataError)
    assert says in str(fault)


def test_a_refused_connection_is_unreachable_and_changes_nothing(refused: str, folder: Path) -> None:
    fault = before_and_after(f"{refused}/CA.zip", folder)
    assert isinstance(fault, Unreachable)
    assert "FILE" in str(fault.remedy)


def test_without_a_network_nothing_is_fetched_and_nothing_changes(
    refused: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pgeocode, "DOWNLOAD_URL", [refused + "/{country}.zip", refused + "/{country}.txt"])
    assert isinstance(before_and_after(None, folder), Unreachable)


def test_a_server_that_never_answers_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fault = before_and_after(f"http://127.0.0.1:{silent.getsockname()[1]}/CA.zip", folder, timeout=0.2)
    assert isinstance(fault, Unreachable)
    assert "no answer" in str(fault)


def test_an_answer_cut_short_is_unreachable(server: Server, folder: Path) -> None:
    server.pages["/CA.zip"] = None
    fault = before_and_after(f"{server.address}/CA.zip", folder)
    assert isinstance(fault, Unreachable)
    assert "cut short" in str(fault)


def test_a_page_not_found_says_so(server: Server, folder: Path) -> None:
    fault = before_and_after(f"{server.address}/nowhere.zip", folder)
    assert isinstance(fault, Unreachable)
    assert "404" in str(fault)


def test_one_country_failing_installs_neither(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.pages["/CA.zip"] = zipped(CA=CANADA)
    monkeypatch.setattr(pgeocode, "DOWNLOAD_URL", [server.address + "/{country}.zip"])
    assert isinstance(before_and_after(None, folder), Unreachable)


def test_a_file_that_does_not_exist_is_not_found(tmp_path: Path, folder: Path) -> None:
    assert isinstance(before_and_after(tmp_path / "nowhere.zip", folder), InputNotFound)


def test_a_folder_as_source_cannot_be_read(tmp_path: Path, folder: Path) -> None:
    assert isinstance(before_and_after(tmp_path, folder), StorageError)


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "CA.txt").write_text(CANADA, encoding="utf-8")
    (tmp_path / "in the way").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError):
        update(tmp_path / "CA.txt", tmp_path / "in the way" / "pgeocode")


def test_a_failed_write_leaves_no_part_behind(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new.txt").write_text(CANADA, encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("innoveici.partial.os.fsync", full)
    fault = before_and_after(tmp_path / "new.txt", folder)
    assert isinstance(fault, StorageError)
    assert "the disk is full" in str(fault)
