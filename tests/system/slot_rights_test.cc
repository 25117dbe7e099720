// What lies in a slot while a scanner looks at it: nothing that its user or
// group may write, and nothing of an earlier message.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

TEST_CASE("message, parts and what is told of them are there to be read only") {
  Site site;
  const std::string program = site.Path("plugin");
  WriteWholeFile(
      program,
      "#!/bin/sh\ncd \"${SALLYPORT_MESSAGE%/*}\"\n"
      "printf 'engine\\t%s\\ndone\\n' \"$(stat -c %n=%a message parts/* "
      "MANIFEST recipients parts . scratch | tr '\\n' ' ')\"\n",
      0755);
  REQUIRE(site.Configure("scanners = [\"policy\", \"look\"]\n"
                         "[scanner.look]\nprogram = \"" +
                         program + "\"\n")
              .end.Succeeded());
  const SendOutcome outcome =
      site.Send(MessageWithAttachment("a.txt", "harmless"));
  INFO(outcome.log);
  CHECK(outcome.end.Succeeded());
  REQUIRE(site.Log("messages.log").size() == 1);
  CHECK(ScannerText(site.Log("messages.log")[0], "look") ==
        "message=440 parts/0001=440 parts/0002.txt=440 MANIFEST=440 "
        "recipients=440 parts=2750 .=2750 scratch=2770 ");
}

TEST_CASE("a slot's next user empties its scratch, with or without a plugin") {
  Site site("[lanes]\nslots = 1\n");
  REQUIRE(site.Send(PlainMessage()).end.Succeeded());
  const std::string scratch = site.Path("spool/lanes/main/0/scratch");
  fs::create_directories(scratch + "/work/deep");
  WriteWholeFile(scratch + "/work/deep/left", "of an earlier message");
  WriteWholeFile(scratch + "/left", "of an earlier message");
  CHECK(site.Send(PlainMessage()).end.Succeeded());
  CHECK(fs::is_empty(scratch));
}
