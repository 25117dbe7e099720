// What the jail takes from its caller, and from the configuration.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/jail/jail_site.h"

namespace sallyport {

using test::ConfigValues;
using test::JailSite;
using test::RunScanner;
using test::TemporaryDirectory;

namespace {

/// The last line that the jail says of itself; empty if the scan went well.
std::string Complaint(const JailSite& site, const std::string& scanner,
                      const std::string& slot) {
  JailInput input = site.Input();
  input.slot = slot;
  const Result<JailedEnd> end =
      RunScanner(site.Plan(), input, scanner, Deadline::InMs(60000),
                 [](std::string_view) { return Status(); });
  REQUIRE(end.ok());
  if (end.value().report) return "";
  CHECK(end.value().child.Text() == "exit 111");
  return end.value().chatter;
}

constexpr char kUsage[] =
    "sallyport-jail: usage: sallyport-jail unpack | SCANNER LANE/SLOT: "
    "Invalid argument\n";

class Trying {
 public:
  std::string Complaint(const ConfigValues& values) const {
    const JailSite site(place_.WriteScript("house", "echo done\n"), values);
    return sallyport::Complaint(site, "house", "main/0");
  }

 private:
  TemporaryDirectory place_;
};

}  // namespace

TEST_CASE("a slot is only its holder's, whatever lies under its name now") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "echo done\n"));
  CHECK(Complaint(site, "house", "main/0") == "");
  const std::string lock = site.place().Path("spool/lanes/main/0.lock");
  const std::string held = site.place().Path("spool/lanes/main/held");
  const auto begins = [&](const std::string& why) {
    for (const char* name : {"house", "empty"})
      CHECK(Complaint(site, name, "main/0") ==
            "sallyport-jail: lock of the slot: " + why + "\n");
  };
  // As after a mount over the lanes.
  std::filesystem::rename(lock, held);
  begins("No such file or directory");
  site.place().Write("spool/lanes/main/0.lock", "");
  begins("Stale file handle");
  std::filesystem::remove(lock);
  std::filesystem::create_symlink("held", lock);
  begins("Stale file handle");
  std::filesystem::rename(held, lock);
  CHECK(Complaint(site, "house", "main/0") == "");
}

TEST_CASE("a caller's words can name a scanner and a slot, nothing else") {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", "echo done\n"));
  CHECK(Complaint(site, "house", "main/0") == "");
  const std::string long_name(33, 'a');
  for (const std::string& name :
       {std::string(), std::string("House"), std::string("ho.use"),
        std::string("../house"), std::string("house\n"), long_name})
    CHECK(Complaint(site, name, "main/0") == kUsage);
  for (const std::string& slot :
       {std::string(), std::string("main"), std::string("main/"),
        std::string("/0"), std::string("main/0/0"), std::string("main//0"),
        std::string("main/x"), std::string("main/-1"), std::string("main/0 "),
        std::string("../0"), std::string("main/.."), std::string("ma-in/0"),
        std::string("Main/0"), std::string("main/100000"), long_name + "/0"})
    CHECK(Complaint(site, "house", slot) == kUsage);
  // Good words for what is not there.
  const std::string missing = ": No such file or directory\n";
  for (const char* slot : {"main/1", "other/0", "main2/0", "main/99999"})
    CHECK(Complaint(site, "house", slot) ==
          "sallyport-jail: lock of the slot" + missing);
  for (const char* name : {"other", "h2", "ho-use"})
    CHECK(Complaint(site, name, "main/0") == "sallyport-jail: scanner." +
                                                 std::string(name) +
                                                 ".program" + missing);
}

TEST_CASE("a value that does not parse or fit ends the jail") {
  const Trying trying;
  CHECK(trying.Complaint({}) == "");
  for (const char* number : {"", "x", "1x", " 1", "-1", "1234567890123456789"})
    CHECK(trying.Complaint({{"scanner.house.seconds", number}}) ==
          "sallyport-jail: seconds: Invalid argument\n");
  CHECK(trying.Complaint({{"scanner.house.env", "A=b"}}) ==
        "sallyport-jail: config.cdb list: Invalid argument\n");
  const std::string too_long(4096, 'a');
  for (const char* key : {"spool", "scanner.house.program"})
    CHECK(trying.Complaint({{key, "/" + too_long}})
              .starts_with("sallyport-jail: path: "));
  // With the slot's own names behind it, it no longer fits.
  CHECK(trying.Complaint({{"spool", "/" + std::string(4080, 'a')}})
            .starts_with("sallyport-jail: path: "));
}

}  // namespace sallyport
