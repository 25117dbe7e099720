// Lines to and from an engine.

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "scanners/engine_talk.h"
#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::Says;
using test::ScriptedServer;

namespace {

EngineTalk TalkTo(const ScriptedServer& server) {
  const ServerAddress address = ParseServerAddress(server.address()).value();
  return {std::move(ServerConnection::Open(address, {1000, 1000}).value()),
          "\r\n"};
}

bool IsLast(std::string_view line) { return line == "last"; }

}  // namespace

TEST_CASE("engine talk: lines end in LF, or CR and LF") {
  const ScriptedServer server(Says("a\r\n\nb \r\r\nlast\nmore", true));
  EngineTalk talk = TalkTo(server);
  CHECK(talk.Hear().value() == "a");
  CHECK(talk.HearUntil(IsLast).value() == EngineLines{"", "b \r", "last"});
  // There is more than was asked for, and it has no end.
  CHECK(!talk.Say("x").ok());
  CHECK(!talk.TakeLeave("x").ok());
  CHECK(!talk.Hear().ok());
}

TEST_CASE("engine talk: a line cannot hold another one") {
  const ScriptedServer server(Says("", false));
  EngineTalk talk = TalkTo(server);
  for (const std::string& line : {"a\nb"s, "a\r"s, "\0"s, "a\tb"s, "\x7f"s})
    CHECK(!talk.Say(line).ok());
  CHECK(talk.Say("\xc3\xa4 b").ok());
}

TEST_CASE("engine talk: whoever has gone needs no leave") {
  const ScriptedServer server([](int) {});
  EngineTalk talk = TalkTo(server);
  CHECK(!talk.Hear().ok());
  for (int i = 0; i < 3; ++i) CHECK(talk.TakeLeave("QUIT").ok());
}

}  // namespace sallyport
