// A compiled configuration in which something is missing or wrong, as a disk
// or another version can leave it: no message passes by it, whatever the
// value is for and whenever it is asked for.

#include <doctest/doctest.h>
#include <cdb.h>
#include <fcntl.h>

#include <string>

#include "base/fd.h"
#include "tests/mail/config_file.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

/// All that stands in a config.cdb; keys with several values do not matter.
ConfigValues ReadAll(const std::string& path) {
  ConfigValues values;
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct cdb cdb;
  REQUIRE(::cdb_init(&cdb, file.get()) == 0);
  unsigned position = 0;
  cdb_seqinit(&position, &cdb);  // a macro
  while (::cdb_seqnext(&position, &cdb) > 0) {
    const void* key = ::cdb_getkey(&cdb);
    const void* value = ::cdb_getdata(&cdb);
    REQUIRE(key != nullptr);
    REQUIRE(value != nullptr);
    values[std::string(static_cast<const char*>(key), cdb_keylen(&cdb))] =
        std::string(static_cast<const char*>(value), cdb_datalen(&cdb));
  }
  ::cdb_free(&cdb);
  values.erase("format");
  return values;
}

/// Sends by the configuration as it is, changed by `change`.
template <typename Change>
SendOutcome SendWith(Site* site, Change change) {
  ConfigValues values = ReadAll(site->Path("etc/live/config.cdb"));
  change(&values);
  const ConfigFile file(values);
  std::filesystem::copy_file(site->Path("etc/live/policy.bin"),
                             file.directory().Path("policy.bin"));
  SendSpec spec;
  spec.environment = {{"SALLYPORT_CONFIG", file.directory().path()}};
  return site->Send(PlainMessage(), spec);
}

}  // namespace

TEST_CASE("what the start asks for, and is missing or wrong, is exit 55") {
  for (const char* key : {"callers.error_fd", "callers.network", "spool",
                          "libexec", "hostname"}) {
    CAPTURE(std::string(key));
    Site site;
    const SendOutcome outcome = SendWith(
        &site, [key](ConfigValues* values) { values->erase(key); });
    INFO(outcome.log);
    CHECK(outcome.end.exited);
    CHECK(outcome.end.code == 55);
    CHECK(outcome.text == "");
    CHECK(site.Log("messages.log").empty());
    CHECK(site.Queued().empty());
  }
  Site site;
  CHECK(SendWith(&site, [](ConfigValues* values) {
          (*values)["callers.error_fd"] = "six";
        }).end.code == 55);
}

TEST_CASE("what is missing later on defers the message") {
  for (const char* key : {"action.virus", "spam.tag", "limits.parts"}) {
    CAPTURE(std::string(key));
    Site site;
    const SendOutcome outcome = SendWith(
        &site, [key](ConfigValues* values) { values->erase(key); });
    INFO(outcome.log);
    CHECK(outcome.end.code == 82);
    CHECK(outcome.text.starts_with('Z'));
    CHECK(site.Queued().empty());
    CHECK(site.SlotFiles().empty());
  }
}

TEST_CASE("a configuration as it was compiled passes mail") {
  Site site;
  CHECK(SendWith(&site, [](ConfigValues*) {}).end.Succeeded());
  CHECK(site.Queued().size() == 1);
}
