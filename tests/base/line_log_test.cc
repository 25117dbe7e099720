// A log names its columns once, keeps whole lines whole whoever writes, and
// recovers from a line that was cut.

#include "base/line_log.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/escape.h"
#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::TemporaryDirectory;

namespace {

constexpr const char* kLog = "x.log";

Status Append(const TemporaryDirectory& place, std::string_view line) {
  return AppendLine(place.fd(), kLog, "a\tb", line);
}

}  // namespace

TEST_CASE("a new log begins with its columns") {
  const TemporaryDirectory place;
  const mode_t before = ::umask(022);
  REQUIRE(Append(place, "1\t2").ok());
  ::umask(before);
  REQUIRE(Append(place, "3\t4").ok());
  CHECK(place.Read(kLog) == "a\tb\n1\t2\n3\t4\n");
  CHECK(place.Mode(kLog) == 0640);
  CHECK(place.Names() == std::vector<std::string>{kLog});
}

TEST_CASE("an empty log that is there gets no columns") {
  const TemporaryDirectory place;
  place.Write(kLog, "");
  REQUIRE(Append(place, "1\t2").ok());
  CHECK(place.Read(kLog) == "1\t2\n");
}

TEST_CASE("a last line that was cut is ended first") {
  const TemporaryDirectory place;
  place.Write(kLog, "a\tb\n1\t2\n3");
  REQUIRE(Append(place, "5\t6").ok());
  REQUIRE(Append(place, "7\t8").ok());
  CHECK(place.Read(kLog) == "a\tb\n1\t2\n3\n5\t6\n7\t8\n");
}

TEST_CASE("processes that write at once make one log of whole lines") {
  const TemporaryDirectory place;
  constexpr size_t kLines = 2000;
  constexpr size_t kBytes = 3000;  // most lines cross a page
  {
    std::vector<Forked> writers;
    for (const char letter : {'a', 'b', 'c', 'd'})
      writers.emplace_back([&place, letter] {
        int failed = 0;
        for (size_t i = 0; i < kLines; ++i)
          if (!Append(place, std::string(kBytes, letter)).ok()) failed = 1;
        return failed;
      });
    for (Forked& writer : writers) CHECK(writer.Wait().Succeeded());
  }
  const std::string log = place.Read(kLog);
  const std::vector<std::string_view> lines = Split(log, '\n');
  CHECK(lines.front() == "a\tb");
  size_t whole = 0;
  size_t empty = 0;  // where a line in the making was taken for a cut one
  for (const std::string_view line : lines) {
    if (line.empty()) ++empty;
    if (line.size() == kBytes &&
        line.find_first_not_of(line[0]) == std::string_view::npos)
      ++whole;
  }
  CHECK(whole == 4 * kLines);
  CHECK(lines.size() == 1 + whole + empty);
}

TEST_CASE("a line that does not fit on the disk is an error") {
  const TemporaryDirectory place;
  REQUIRE(Append(place, "1\t2").ok());
  Forked writer([&place] {
    ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit = {12, 12};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Status cut = Append(place, "34567\t8");
    const Status none = Append(place, "9");
    return !cut.ok() && cut.error().err == ENOSPC && !none.ok() ? 0 : 1;
  });
  CHECK(writer.Wait().Succeeded());
  REQUIRE(Append(place, "5\t6").ok());
  CHECK(place.Read(kLog) == "a\tb\n1\t2\n3456\n5\t6\n");
}

TEST_CASE("a link in place of the log is not followed") {
  const TemporaryDirectory place;
  place.Write("target", "");
  std::filesystem::create_symlink("target", place.Path(kLog));
  CHECK_FALSE(Append(place, "1\t2").ok());
  CHECK(place.Read("target").empty());
}

TEST_CASE("no directory, no log") {
  CHECK_FALSE(AppendLine(-1, kLog, "a", "1").ok());
}

}  // namespace sallyport
