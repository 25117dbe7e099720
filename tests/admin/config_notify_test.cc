// [notify] and its templates: what compiles, and each mistake.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "admin/notify_settings.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

namespace fs = std::filesystem;

std::string Said(const std::string& text) {
  const SiteFolder site;
  return site.Compile(text).said;
}

bool Has(const std::string& text, const std::string& piece) {
  CAPTURE(text);
  CAPTURE(piece);
  const bool has = text.find(piece) != std::string::npos;
  CHECK(has);
  return has;
}

TEST_CASE("the templates of every language that is named are compiled") {
  const SiteFolder site;
  const Compiled compiled = site.Compile(
      "[[domain]]\nrecipient = \"example.com\"\nnotify.language = \"de\"\n");
  CHECK(compiled.errors == 0);
  for (const char* language : {"en", "de"})
    for (const char* name : {"postmaster", "recipient", "sender", "digest",
                             "down", "back", "words"})
      CHECK(compiled.config.Text(TemplateKey(language, name)) ==
            site.Read("libexec/notices/" + std::string(language) + "/" +
                      name + ".txt"));
}

TEST_CASE("each mistake of a template is told by file and line") {
  const SiteFolder site;
  const std::string file = "libexec/notices/en/down.txt";
  site.Write(file, "Subject: x\n\n{id}\n\xff\n");
  const Compiled compiled = site.Compile("");
  CHECK(compiled.errors == 2);
  Has(compiled.said, site.Path(file) + ":3: notice.en.down: unknown field "
                                       "\"id\"");
  Has(compiled.said, site.Path(file) + ":4: notice.en.down: is not UTF-8");
  site.Write(file, "Hello\n");
  Has(site.Compile("").said, "does not begin with a line \"Subject: ...\"");
  site.Write("libexec/notices/en/words.txt", "virus: x\n");
  Has(site.Compile("").said, "has no line \"held: ...\"");
  fs::remove(site.Path(file));
  Has(site.Compile("").said, "notice.en.down: cannot be read");
}

TEST_CASE("templates that are not installed are missed only if asked for") {
  const SiteFolder site;
  fs::remove_all(site.Path("libexec/notices"));
  CHECK(site.Compile("").errors == 0);
  CHECK(site.Compile("[notify]\nlanguage = \"en\"\n").errors == 7);
}

TEST_CASE("templates of the site's own") {
  const SiteFolder site;
  fs::copy(site.Path("libexec/notices/de"), site.Path("etc/de"));
  CHECK(site.Compile("[notify]\nlanguage = \"de\"\ntemplates = \"" +
                     site.Path("etc") + "\"\n")
            .errors == 0);
  Has(site.Compile("[notify]\ntemplates = \"" + site.Path("etc") + "\"\n")
          .said,
      "cannot be read");
  Has(Said("[notify]\ntemplates = \"etc\"\n"), "is not an absolute path");
  Has(Said("[notify]\nlanguage = \"../etc\"\n"), "is no folder's name");
  Has(Said("[[domain]]\nrecipient = \"a.b\"\nnotify.language = \"\"\n"),
      "domain.0.notify.language: \"\" is no folder's name");
}

TEST_CASE("nobody but postmasters is told without the site's own domains") {
  for (const char* key : {"tell_recipient", "tell_sender", "digest"}) {
    Has(Said("[notify]\n" + std::string(key) + " = \"virus\"\n"),
        "notify." + std::string(key) + ": nobody is of this site");
    Has(Said("[[domain]]\nrecipient = \"a.b\"\nnotify." + std::string(key) +
             " = \"virus\"\n"),
        "domain.0.notify." + std::string(key) + ": nobody is of this site");
  }
  const SiteFolder site;
  CHECK(site.Compile("[notify]\ntell_postmaster = \"virus\"\n").errors == 0);
  const Compiled compiled = site.Compile(
      "[notify]\ntell_sender = \"virus\"\ndigest = \"spam\"\n"
      "domains = \"Example.COM\"\n[[domain]]\nrecipient = \"a.b\"\n"
      "notify.tell_postmaster = \"trouble\"\n");
  CHECK(compiled.errors == 0);
  CHECK(compiled.config.List("notify.domains") ==
        std::vector<std::string>{"example.com"});
  CHECK(compiled.config.List(kNotifyCategories) ==
        std::vector<std::string>{"spam", "trouble", "virus"});
}

TEST_CASE("each mistake in [notify] is told") {
  Has(Said("[notify]\npostmaster = \"a b\"\n"),
      "notify.postmaster: \"a b\" is not a plain address");
  Has(Said("[[domain]]\nrecipient = \"a.b\"\nnotify.postmaster = \"<>\"\n"),
      "domain.0.notify.postmaster: \"<>\" is not a plain address");
  Has(Said("[notify]\nfrom = \"A <a@b>\"\n"), "notify.from: ");
  Has(Said("[notify]\ndomains = [\"*.b\"]\n"), "notify.domains: ");
  Has(Said("[notify]\ndomains = [\"<>\"]\n"), "notify.domains: ");
  Has(Said("[notify]\ntell_sender = \"viruses\"\n"),
      "notify.tell_sender: \"viruses\" is not known here");
  Has(Said("[notify]\nper_hour = 0\n"), "notify.per_hour: ");
  Has(Said("[notify]\ntell_senders = \"virus\"\n"), "did you mean");
  Has(Said("[[domain]]\nrecipient = \"a.b\"\nnotify.per_hour = 3\n"),
      "domain.0.notify.per_hour: is for the whole site");
  Has(Said("[[domain]]\nrecipient = \"a.b\"\nnotify = 3\n"),
      "domain.0.notify: is not a table");
}

}  // namespace
}  // namespace sallyport::test
