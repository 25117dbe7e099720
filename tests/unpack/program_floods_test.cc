// Headers and entities that are repeated until reading them costs more than
// it should: each message ends in time, and as `limit` where something was
// left unread.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "tests/unpack/compress.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

#ifdef SALLYPORT_SANITIZED
constexpr size_t kFloodBytes = 300000;
#else
constexpr size_t kFloodBytes = 3000000;
#endif

std::string Flood(const std::string& piece, size_t bytes = kFloodBytes) {
  std::string flood;
  while (flood.size() < bytes) flood += piece;
  return flood;
}

[[maybe_unused]] std::string Packed(const std::string& message) {
  return "--b\nContent-Type: application/gzip\n"
         "Content-Transfer-Encoding: base64\n\n" +
         Base64(Gzip(message));
}

Run UnpackInTime(const std::string& message) {
  const Deadline deadline = Deadline::InMs(15000);
  Run run = Unpack(message);
  CHECK(run.code == 0);
  CHECK_FALSE(deadline.Passed());
  return run;
}

}  // namespace

TEST_CASE("encoded words without an end") {
  const std::string words = Flood("=?a?q?x");
  CHECK(UnpackInTime("Content-Type: a/b; name=" + words + "\n\nx\n")
            .log.Flagged("limit"));
  const std::string field =
      "Content-Type: a/b; name=" + Flood("=?a?q?x", 4000) + "\n";
  CHECK(UnpackInTime(Flood(field) + "\nx\n").log.Flagged("limit"));
  // The same in an entity that only some readers find.
  CHECK(UnpackInTime("Subject: x\n\n--\n" + Flood(field + "\nx\n--\n"))
            .log.Flagged("limit"));
  for (const std::string name : {"Subject", "Date", "Message-ID"}) {
    CAPTURE(name);
    CHECK(UnpackInTime(name + ": " + words + "\n\nx\n").log.parts.size() == 1);
  }
}

TEST_CASE("a type in each of many fields") {
  std::string fields;
  for (int i = 0; fields.size() < kFloodBytes; ++i)
    fields += "Content-Type: a/" + std::to_string(i) + "\n";
  CHECK(UnpackInTime(fields + "\nx\n").log.Flagged("limit"));
}

TEST_CASE("encoded multiparts behind one another") {
  const std::string body =
      Flood("Content-Type: multipart/x\nContent-Transfer-Encoding: base64\n\n");
  CHECK(UnpackInTime("Subject: x\n\n" + body).log.Flagged("limit"));
}

#ifndef SALLYPORT_SANITIZED
TEST_CASE("many parts in each of many messages in one another") {
  std::string message;
  for (int i = 0; i < 20; ++i) {
    const std::string inner = message.empty() ? "" : Packed(message);
    message = "Subject: x\n" + Multipart(inner + Flood("--b\n\n", 300000));
  }
  // The memory that a site gives to it.
  struct rlimit before;
  REQUIRE(::getrlimit(RLIMIT_AS, &before) == 0);
  struct rlimit limit = before;
  limit.rlim_cur = 512 << 20;
  REQUIRE(::setrlimit(RLIMIT_AS, &limit) == 0);
  const Run run = UnpackInTime(message);
  REQUIRE(::setrlimit(RLIMIT_AS, &before) == 0);
  CHECK(run.log.Flagged("limit"));
}
#endif

}  // namespace sallyport
