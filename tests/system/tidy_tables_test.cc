// What tidy does to side tables that were put aside: a week to look at them,
// then they go.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <string>
#include <utility>

#include "tests/system/site.h"

using namespace sallyport::test;
namespace fs = std::filesystem;

TEST_CASE("tidy removes old tables that were put aside, and nothing in use") {
  Site site;
  const std::string state = site.Path("spool/state/");
  constexpr int64_t kDay = 86400;
  const std::pair<const char*, int64_t> kFiles[] = {
      {"table.mdb.bad.1", 8 * kDay},
      {"table.mdb.bad.2", 6 * kDay},
      {"table.mdb", 400 * kDay},
      {"table.lock", 400 * kDay}};
  for (const auto& [name, age] : kFiles) {
    WriteWholeFile(state + name, "x");
    struct timespec times[2] = {{::time(nullptr) - age, 0},
                                {::time(nullptr) - age, 0}};
    REQUIRE(::utimensat(AT_FDCWD, (state + name).c_str(), times, 0) == 0);
  }
  const SendOutcome outcome = site.Run({"tidy"});
  CHECK(outcome.end.Succeeded());
  CHECK(outcome.text == "emptied 0 slots, removed 1 files\n");
  CHECK_FALSE(fs::exists(state + "table.mdb.bad.1"));
  CHECK(fs::exists(state + "table.mdb.bad.2"));
  CHECK(fs::exists(state + "table.mdb"));
  CHECK(fs::exists(state + "table.lock"));
}
