// A connection to an ICAP server, where time matters: what is said between two
// questions.

#include "scanners/icap_session.h"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <string>
#include <thread>

#include "scanners/icap_service.h"
#include "tests/scanners/icap_peer.h"

namespace sallyport {

using test::IcapOptionsAnswer;
using test::kIcapUnmodified;
using test::ScriptedServer;

namespace {

IcapQuestion Question(std::string_view text) {
  IcapQuestion question;
  question.name = "part 1/../x.exe";
  question.content_type = "application/octet-stream";
  question.content.text = text;
  question.content.size = text.size();
  question.allow_204 = true;
  return question;
}

}  // namespace

TEST_CASE("icap session: what is said between two questions is no answer") {
  const ScriptedServer server([](int connection) {
    std::array<char, 4096> buffer;
    const auto answer = [&](std::string_view said) {
      ::recv(connection, buffer.data(), buffer.size(), 0);
      ::send(connection, said.data(), said.size(), MSG_NOSIGNAL);
    };
    answer(IcapOptionsAnswer());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ::send(connection, "?", 1, MSG_NOSIGNAL);
    answer(kIcapUnmodified);
  });
  const auto address = ParseIcapAddress("icap://" + server.address() + "/x");
  REQUIRE(address.ok());
  Result<IcapSession> session = IcapSession::Open(address.value(), {});
  REQUIRE(session.ok());
  CHECK(session.value().AskOptions().ok());
  CHECK(session.value().kept());
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const Result<IcapAnswer> answer = session.value().Ask(Question("abc"));
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().Text().find("answer to nothing") != std::string::npos);
  // It is still there: another connection would be no better.
  CHECK_FALSE(session.value().gone());
}

TEST_CASE("icap session: kept until the server says that it closes") {
  test::IcapScript script;
  script.answers = {kIcapUnmodified,
                    "ICAP/1.0 204 x\r\nConnection: Close\r\n\r\n"};
  const ScriptedServer server(Plays(script));
  const auto address = ParseIcapAddress("icap://" + server.address() + "/x");
  Result<IcapSession> session = IcapSession::Open(address.value(), {});
  REQUIRE(session.ok());
  CHECK(session.value().Ask(Question("abc")).ok());
  CHECK(session.value().kept());
  CHECK(session.value().Ask(Question("abc")).ok());
  CHECK_FALSE(session.value().kept());
}

TEST_CASE("icap request: no byte of a name means anything in it") {
  const std::string request =
      IcapRequest("icap://127.0.0.1:1/x?y", Question("abc"));
  CHECK(request.find("GET http://sallyport.invalid/part%201%2F..%2Fx.exe "
                     "HTTP/1.1\r\n") != std::string::npos);
  CHECK(request.starts_with("RESPMOD icap://127.0.0.1:1/x?y ICAP/1.0\r\n"
                            "Host: 127.0.0.1:1\r\n"));
  IcapQuestion odd = Question("abc");
  odd.name = "a\r\nX: y\x80%?#\"";
  CHECK(IcapRequest("icap://127.0.0.1/x", odd)
            .find("/a%0D%0AX%3A%20y%80%25%3F%23%22 HTTP/1.1\r\n") !=
        std::string::npos);
}

}  // namespace sallyport
