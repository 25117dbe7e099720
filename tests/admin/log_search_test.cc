// What the logs tell of one message.

#include "admin/log_search.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/temporary_directory.h"

namespace sallyport {

namespace {

constexpr std::string_view kColumns = "time\tid\tsaid";

std::string Said(const test::TemporaryDirectory& log, std::string_view id) {
  const Result<std::vector<LogRow>> rows =
      FindInLog(log.fd(), "a.log", kColumns, id);
  REQUIRE(rows.ok());
  std::string said;
  for (const LogRow& row : rows.value()) said += row.at("said") + " ";
  return said;
}

}  // namespace

TEST_CASE("lines of the id, of the log and what was rotated, oldest first") {
  const test::TemporaryDirectory log;
  log.Write("a.log", "time\tid\tsaid\n5\tx\tfive\n6\tother\tsix\n7\tx\tseven");
  log.Write("a.log.1", "3\tx\tthree\n");
  log.Write("a.log-20261121", "2\tx\ttwo\n");
  log.Write("a.log.2.gz", "1\tx\tone\n");
  log.Write("a.logger", "4\tx\tfour\n");
  CHECK(Said(log, "x") == "two three five seven ");
  CHECK(Said(log, "other") == "six ");
  CHECK(Said(log, "nobody") == "");
}

TEST_CASE("an id counts in its column alone, and as a whole") {
  const test::TemporaryDirectory log;
  log.Write("a.log", "1\tax\tone\n2\txa\ttwo\n3\ty\tx\n4\tx\tfour\n");
  CHECK(Said(log, "x") == "four ");
}

TEST_CASE("damaged lines are passed over") {
  const test::TemporaryDirectory log;
  log.Write("a.log", std::string("1\tx\n2\tx\ttwo\tmore\n\n\tx\t\n3\tx\t") +
                         std::string(1, '\0') + "\n4\tx\tfour\n");
  CHECK(Said(log, "x") == std::string(" ") + std::string(1, '\0') + " four ");
}

TEST_CASE("a link is no log") {
  const test::TemporaryDirectory log;
  log.Write("a.log", "1\tx\tone\n");
  REQUIRE(::symlink("nowhere", log.Path("a.log.1").c_str()) == 0);
  CHECK(Said(log, "x") == "one ");
}

TEST_CASE("a directory that is not there is an error") {
  CHECK_FALSE(FindInLog(-1, "a.log", kColumns, "x").ok());
  const test::TemporaryDirectory log;
  CHECK(Said(log, "x") == "");
}

}  // namespace sallyport
