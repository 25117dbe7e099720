// An answer in HTTP's syntax, over a connection: whole, or an error.

#include "scanners/http_reply.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "tests/scanners/scripted_server.h"

namespace sallyport {

using namespace std::string_literals;
using test::Says;
using test::ScriptedServer;

namespace {

const std::string kNone = "none";

/// The body of what a server answers that does this.
std::string BodyOf(std::function<void(int)> serve, size_t most = 100) {
  const ScriptedServer server(std::move(serve));
  const auto address = ParseServerAddress(server.address());
  auto connection = ServerConnection::Open(address.value(), {1000, 300});
  REQUIRE(connection.ok());
  const auto head = ReadHttpHead(&connection.value());
  if (!head.ok()) return kNone;
  const auto body = ReadHttpBody(&connection.value(), head.value(), most);
  return body.ok() ? body.value() : kNone;
}

std::string Whole(const std::string& fields, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

const std::string kLength = "Content-Length: 5\r\n";
const std::string kChunked = "Transfer-Encoding: Chunked\r\n";
const std::string kChunks =
    "2\r\nab\r\n0000A;x=y\r\n\r\n0\r\n56789\r\n0\r\n\r\n";

}  // namespace

TEST_CASE("http reply: a body ends where its length or its chunks say") {
  // Also where the connection stays open.
  for (const bool close : {false, true}) {
    CHECK(BodyOf(Says(Whole(kLength, "abcde"), close)) == "abcde");
    CHECK(BodyOf(Says(Whole("Content-Length: 0\r\n", ""), close)) == "");
    CHECK(BodyOf(Says(Whole(kChunked, kChunks), close)) ==
          "ab\r\n0\r\n56789");
    CHECK(BodyOf(Says(Whole(kChunked, "0\r\nTrailer: x\r\n\r\n"), close)) ==
          "");
  }
}

TEST_CASE("http reply: cut after any byte it is none") {
  for (const std::string& whole :
       {Whole(kLength, "abcde"), Whole(kChunked, kChunks)}) {
    for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
      CAPTURE(whole.substr(0, bytes));
      CHECK(BodyOf(Says(whole.substr(0, bytes), true)) == kNone);
    }
  }
}

TEST_CASE("http reply: a body whose end is not told exactly is none") {
  for (const std::string& text :
       {Whole("", "abcde"), Whole(kLength + kLength, "abcde"),
        Whole(kLength + kChunked, "abcde"),
        Whole(kLength + kChunked, kChunks),
        Whole(kChunked + kChunked, kChunks),
        Whole("Transfer-Encoding: gzip, chunked\r\n", kChunks),
        Whole("Content-Length: -5\r\n", "abcde"),
        Whole("Content-Length: +5\r\n", "abcde"),
        Whole("Content-Length: 5x\r\n", "abcde"),
        Whole("Content-Length: 5, 5\r\n", "abcde"),
        Whole("Content-Length: 0x5\r\n", "abcde"),
        Whole("Content-Length:\r\n", "abcde"),
        Whole("Content-Length: 99999999999999999999999\r\n", "abcde"),
        Whole(kChunked, "g\r\nab\r\n0\r\n\r\n"),
        Whole(kChunked, "\r\nab\r\n0\r\n\r\n"),
        Whole(kChunked, "-2\r\nab\r\n0\r\n\r\n"),
        Whole(kChunked, "2\nab\r\n0\r\n\r\n"),
        Whole(kChunked, "2;x\nab\r\n0\r\n\r\n"),
        Whole(kChunked, "2\r\nabc\r\n0\r\n\r\n"),
        Whole(kChunked, "2\r\nabXY0\r\n\r\n"),
        Whole(kChunked, "2\r\nab0\r\n\r\n"),
        Whole(kChunked, "ffffffffffffffff\r\nab\r\n0\r\n\r\n"),
        "HTTP/1.1 200 OK\n" + kLength + "\r\nabcde"}) {
    CAPTURE(text);
    CHECK(BodyOf(Says(text, true)) == kNone);
  }
}

TEST_CASE("http reply: one that is too long is none") {
  const auto of = [](size_t bytes) {
    return std::array<std::string, 2>{
        Whole("Content-Length: " + std::to_string(bytes) + "\r\n",
              std::string(bytes, 'x')),
        Whole(kChunked, "32\r\n" + std::string(50, 'x') + "\r\n" +
                            (bytes == 100 ? "32\r\n" : "33\r\n") +
                            std::string(bytes - 50, 'x') + "\r\n0\r\n\r\n")};
  };
  for (const std::string& text : of(100))
    CHECK(BodyOf(Says(text, true)) == std::string(100, 'x'));
  for (const std::string& text : of(101))
    CHECK(BodyOf(Says(text, true)) == kNone);
  const std::string field = "X: " + std::string(1000, 'x') + "\r\n";
  std::string many;
  for (int i = 0; i < 100; ++i) many += field;
  CHECK(BodyOf(Says(Whole(kLength + field, "abcde"), true)) == "abcde");
  CHECK(BodyOf(Says(Whole(kLength + many, "abcde"), true)) == kNone);
  CHECK(BodyOf(Says(Whole(kLength + "X: " + std::string(100000, 'x') + "\r\n",
                          "abcde"),
                    true)) == kNone);
}

TEST_CASE("http reply: a server that is never silent must end in time, too") {
  const ScriptedServer server([](int connection) {
    const std::string head = Whole("Content-Length: 1000000\r\n", "");
    ::send(connection, head.data(), head.size(), MSG_NOSIGNAL);
    while (::send(connection, "x", 1, MSG_NOSIGNAL) == 1) ::usleep(20000);
  });
  const auto address = ParseServerAddress(server.address());
  auto connection = ServerConnection::Open(address.value(), {1000, 60000});
  REQUIRE(connection.ok());
  const int64_t began = MonotonicMs();
  connection.value().EndBy(Deadline::InMs(300));
  const auto head = ReadHttpHead(&connection.value());
  REQUIRE(head.ok());
  const auto body = ReadHttpBody(&connection.value(), head.value(), 1 << 20);
  CHECK_FALSE(body.ok());
  CHECK(body.error().err == ETIMEDOUT);
  CHECK(MonotonicMs() - began < 10000);
}

}  // namespace sallyport
