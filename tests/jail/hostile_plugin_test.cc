// What a plugin tries on the kernel is refused, whether it may fork or not,
// and what any program does is not.

#include <doctest/doctest.h>

#include <string>

#include "tests/jail/jail_site.h"

namespace sallyport {

using test::BuiltPath;
using test::ConfigValues;
using test::JailedRun;
using test::JailSite;

namespace {

JailSite FakeSite(const std::string& program, const std::string& option,
                  const std::string& processes) {
  return JailSite(
      BuiltPath("tests/fake/" + program),
      {{"scanner.house.env", FormatConfigList({"SALLYPORT_OPT_" + option})},
       {"scanner.house.processes", processes}});
}

}  // namespace

TEST_CASE("a plugin has no way to the kernel's doors") {
  for (const char* processes : {"any", "0"}) {
    CAPTURE(std::string(processes));
    const JailedRun run =
        FakeSite("scanner_hostile", "TRY=kernel", processes).Scan();
    CHECK(run.Counts());
    CHECK(run.output == "engine\thostile 1.0\ndone\n");
  }
}

TEST_CASE("threads are allowed, processes where the config says so") {
  const std::string program = "scanner_misbehave";
  CHECK(FakeSite(program, "DO=thread", "0").Scan().Counts());
  CHECK(FakeSite(program, "DO=thread", "any").Scan().Counts());
  CHECK(FakeSite(program, "DO=spawn", "any").Scan().Counts());
  const JailedRun refused = FakeSite(program, "DO=spawn", "0").Scan();
  CHECK(refused.Word() == "ok");
  CHECK(refused.end.value().report->code == 1);
}

}  // namespace sallyport
