// Whose settings count for a recipient: the first [[domain]] table that fits,
// above those of the site.

#include "inspect/settings.h"

#include <doctest/doctest.h>

#include "tests/mail/config_file.h"

namespace sallyport {

using test::ConfigFile;
using test::ConfigValues;

namespace {

std::string ListOf(const std::vector<std::string>& items) {
  return FormatConfigList(items);
}

/// The site: everything held, the scanners policy and clamd.
ConfigValues Site() {
  ConfigValues values;
  for (size_t i = 0; i < kCauses; ++i)
    values["action." + std::string(Name(static_cast<Cause>(i)))] = "hold";
  values["spam.tag"] = "5";
  values["spam.hold"] = "10";
  values["spam.reject"] = "15.5";
  values["scanners"] = ListOf({"policy", "clamd"});
  values["ask_all"] = "0";
  values["domains"] = "0";
  return values;
}

/// Adds [[domain]] number `number`, known by its action for viruses.
void AddDomain(ConfigValues* values, int number, const std::string& action,
               const std::vector<std::string>& recipients) {
  const std::string text = std::to_string(number);
  (*values)["domains"] = std::to_string(number + 1);
  (*values)["domain." + text + ".action.virus"] = action;
  for (const std::string& recipient : recipients)
    (*values)["to:" + recipient] += text + std::string(1, '\0');
}

/// What is done with a virus for this recipient.
std::string VirusAction(const ConfigFile& file, const std::string& recipient,
                        const std::string& sender = "s@example.net",
                        const std::string& client = "network") {
  Config config = file.Open();
  SettingsTable table(&config);
  const Settings& settings = table.For(recipient, sender, client);
  CHECK(config.broken() == "");
  return std::string(
      Name(settings.actions[static_cast<size_t>(Cause::kVirus)]));
}

}  // namespace

TEST_CASE("the site's settings, where no domain is configured") {
  const ConfigFile file(Site());
  Config config = file.Open();
  SettingsTable table(&config);
  const Settings& site = table.Site();
  CHECK(config.broken() == "");
  for (const Action action : site.actions) CHECK(action == Action::kHold);
  CHECK(site.spam_tag == 5);
  CHECK(site.spam_hold == 10);
  CHECK(site.spam_reject == 15.5);
  CHECK(site.spam);
  CHECK(site.Counts("clamd"));
  CHECK_FALSE(site.Counts("rspamd"));
  CHECK(&table.For("a@b", "", "local") == &site);
}

TEST_CASE("the closest name of a recipient counts, not the first table") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "deliver", {"com"});
  AddDomain(&values, 1, "tag", {"example.com"});
  AddDomain(&values, 2, "reject", {"user@example.com"});
  AddDomain(&values, 3, "defer", {"user-ext@example.com"});
  const ConfigFile file(values);
  CHECK(VirusAction(file, "User-Ext@Example.COM") == "defer");
  CHECK(VirusAction(file, "user-other@example.com") == "reject");
  CHECK(VirusAction(file, "user@example.com") == "reject");
  CHECK(VirusAction(file, "other@example.com") == "tag");
  CHECK(VirusAction(file, "user@mail.example.com") == "tag");
  CHECK(VirusAction(file, "user@other.com") == "deliver");
  CHECK(VirusAction(file, "user@example.org") == "hold");
  CHECK(VirusAction(file, "user@notexample.com") == "deliver");
  CHECK(VirusAction(file, "") == "hold");
}

TEST_CASE("of tables with one name the first that fits counts") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "tag", {"example.com"});
  AddDomain(&values, 1, "reject", {"example.com"});
  values["domain.0.client"] = "relay";
  const ConfigFile file(values);
  CHECK(VirusAction(file, "a@example.com", "", "relay") == "tag");
  CHECK(VirusAction(file, "a@example.com", "", "network") == "reject");
  CHECK(VirusAction(file, "a@example.com", "", "local") == "reject");
}

TEST_CASE("a table may be for senders, by address or domain") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "tag", {""});
  values["domain.0.has_sender"] = "1";
  values["domain.0.sender:example.net"] = "1";
  values["domain.0.sender:<>"] = "1";
  const ConfigFile file(values);
  CHECK(VirusAction(file, "a@b", "x@example.net") == "tag");
  CHECK(VirusAction(file, "a@b", "x@mail.Example.Net") == "tag");
  CHECK(VirusAction(file, "a@b", "") == "tag");
  CHECK(VirusAction(file, "a@b", "x@example.org") == "hold");
}

TEST_CASE("a table may be for a class of client") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "tag", {""});
  values["domain.0.client"] = "relay";
  const ConfigFile file(values);
  CHECK(VirusAction(file, "a@b", "x@y", "relay") == "tag");
  CHECK(VirusAction(file, "a@b", "x@y", "network") == "hold");
}

TEST_CASE("sender, client and recipient must all fit") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "tag", {"example.com"});
  values["domain.0.client"] = "relay";
  values["domain.0.has_sender"] = "1";
  values["domain.0.sender:example.net"] = "1";
  const ConfigFile file(values);
  CHECK(VirusAction(file, "a@example.com", "x@example.net", "relay") == "tag");
  CHECK(VirusAction(file, "a@example.com", "x@other", "relay") == "hold");
  CHECK(VirusAction(file, "a@example.com", "x@example.net", "local") == "hold");
  CHECK(VirusAction(file, "a@example.org", "x@example.net", "relay") == "hold");
}

TEST_CASE("a table that names a recipient goes before one that names none") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "tag", {""});
  AddDomain(&values, 1, "reject", {"example.com"});
  const ConfigFile file(values);
  CHECK(VirusAction(file, "a@example.com") == "reject");
  CHECK(VirusAction(file, "a@example.org") == "tag");
}

TEST_CASE("a table sets what it names and leaves the rest to the site") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "tag", {"example.com"});
  values["domain.0.spam.hold"] = "7";
  values["domain.0.scanners"] = ListOf({"policy"});
  const ConfigFile file(values);
  Config config = file.Open();
  SettingsTable table(&config);
  const Settings& settings = table.For("a@example.com", "", "local");
  CHECK(settings.actions[static_cast<size_t>(Cause::kVirus)] == Action::kTag);
  CHECK(settings.actions[static_cast<size_t>(Cause::kPolicy)] == Action::kHold);
  CHECK(settings.spam_tag == 5);
  CHECK(settings.spam_hold == 7);
  CHECK(settings.spam_reject == 15.5);
  CHECK(settings.scanners == std::vector<std::string>{"policy"});
  CHECK(&table.For("b@example.com", "", "local") == &settings);
  CHECK(table.Site().spam_hold == 10);
}

TEST_CASE("a scanner's own word says if it may fail, or the table's list") {
  ConfigValues values = Site();
  AddDomain(&values, 0, "hold", {"a.example"});
  AddDomain(&values, 1, "hold", {"b.example"});
  values["domain.0.optional"] = ListOf({"clamd"});
  values["domain.1.optional"] = ListOf({});
  values["domain.1.ask_all"] = "1";
  const ConfigFile file(values);
  Config config = file.Open();
  SettingsTable table(&config);
  CHECK(table.Site().MayFail("clamd", false));
  CHECK_FALSE(table.Site().MayFail("clamd", true));
  CHECK_FALSE(table.Site().ask_all);
  const Settings& first = table.For("x@a.example", "", "network");
  CHECK(first.MayFail("clamd", true));
  CHECK_FALSE(first.MayFail("spamd", false));
  CHECK_FALSE(first.ask_all);
  const Settings& second = table.For("x@b.example", "", "network");
  CHECK_FALSE(second.MayFail("clamd", false));
  CHECK(second.ask_all);
  CHECK(config.broken() == "");
}

TEST_CASE("an action that is unknown is the gravest") {
  ConfigValues values = Site();
  values["action.virus"] = "drop";
  CHECK(VirusAction(ConfigFile(values), "a@b") == "defer");
}

TEST_CASE("a setting that is missing breaks the configuration") {
  for (const auto& [key, value] : Site()) {
    if (key == "domains") continue;
    ConfigValues values = Site();
    values.erase(key);
    const ConfigFile file(values);
    Config config = file.Open();
    SettingsTable table(&config);
    table.Site();
    CHECK(config.broken() == key);
  }
}

}  // namespace sallyport
