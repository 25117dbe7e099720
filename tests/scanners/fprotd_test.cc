// What F-PROT's daemon answers is taken for.

#include <doctest/doctest.h>

#include <string>

#include "scanners/fprotd_reply.h"
#include "tests/scanners/engine_findings.h"

namespace sallyport {

using test::kNotScanned;

namespace {

std::string Scan(const std::string& line) {
  return test::Text(ParseFprotScan(line, "2.part"));
}

}  // namespace

TEST_CASE("fprotd: what was found, and in what it could not look") {
  CHECK(Scan("0 <clean> 2.part") == "");
  CHECK(Scan("1 <infected: EICAR_Test_File> 2.part") ==
        "virus EICAR_Test_File");
  CHECK(Scan("1 <contains infected objects: EICAR_Test_File> "
             "2.part->a> 3.part") == "virus EICAR_Test_File");
  CHECK(Scan("2 <suspicious: W32/Heuristic-KPP!Eldorado> 2.part") ==
        "virus W32/Heuristic-KPP!Eldorado");
  CHECK(Scan("3 <unknown> 2.part") == "virus unknown");
  CHECK(Scan("3 <x: > 2.part") == "virus unnamed");
  // A virus before it was interrupted, and where something was skipped.
  CHECK(Scan("5 <infected: X> 2.part") == "virus X");
  CHECK(Scan("73 <infected: X> 2.part") == "virus X");
  CHECK(Scan("64 <unscannable: encrypted> 2.part") ==
        "unscannable F-PROT 64: unscannable: encrypted");
  CHECK(Scan("8 <skipped> 2.part") == "unscannable F-PROT 8: skipped");
  CHECK(Scan("16 <Stream is too long>") ==
        "unscannable larger than F-PROT's limit of a stream");
}

TEST_CASE("fprotd: all else is not scanned") {
  for (const std::string line :
       {"", "0", "0 ", "0 <clean> 2.part->x", "0 <clean> 2.part ", "0 <clean>",
        "0 <clean> ", "0 <clean> 12.part",
        "0 <clean> 2.par", "0 <clean>2.part", "0 <clean > 2.part",
        "0 <Clean> 2.part", "0 clean 2.part", "0 <infected: X> 2.part",
        "00x <clean> 2.part", " 0 <clean> 2.part", "-0 <clean> 2.part",
        "256 <clean> 2.part", "257 <infected: X> 2.part",
        "99999999999 <clean> 2.part", "4 <interrupted> 2.part",
        "12 <skipped> 2.part", "16 <error> 2.part", "16 <error>",
        "32 <error> 2.part",
        "80 <error> 2.part", "128 <disinfected> 2.part", "1 <infected: X>",
        "1 <infected: X> 12.part", "1 infected: X 2.part"}) {
    CAPTURE(line);
    CHECK(Scan(line) == kNotScanned);
  }
}

}  // namespace sallyport
