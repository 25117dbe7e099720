// contrib/policy.toml: what it must refuse, and what it must not.

#include <doctest/doctest.h>
#include <fnmatch.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "admin/rules_policy.h"
#include "mail/address.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

const PolicyRules& DefaultRules() {
  static const PolicyRules rules = [] {
    TomlNode root;
    TomlMistake mistake;
    Mistakes mistakes;
    REQUIRE(ParseToml(ReadSource("contrib/policy.toml"), "contrib/policy.toml",
                      &root, &mistake));
    std::optional<PolicyRules> compiled = CompilePolicyRules(root, &mistakes);
    CAPTURE(mistakes.Text());
    REQUIRE(compiled);
    return std::move(*compiled);
  }();
  return rules;
}

bool GlobFits(const std::string& glob, const std::string& text) {
  return ::fnmatch(glob.c_str(), LowerCase(text).c_str(), 0) == 0;
}

bool RegexFits(const std::string& regex, const std::string& text) {
  int err = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(regex.data()), regex.size(),
      PCRE2_CASELESS | PCRE2_UTF, &err, &offset, nullptr);
  REQUIRE(code != nullptr);
  pcre2_match_data* match = pcre2_match_data_create(1, nullptr);
  const int found =
      pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                  0, 0, match, nullptr);
  pcre2_match_data_free(match);
  pcre2_code_free(code);
  return found >= 0;
}

template <typename Fits>
bool AnyOf(const std::vector<std::string>& patterns, const std::string& text,
           Fits fits) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& p) { return fits(p, text); });
}

/// The names of the rules that a part would meet.
std::vector<std::string> Met(const std::string& name, const std::string& type,
                             const std::string& declared) {
  std::vector<std::string> met;
  for (const PolicyRule& rule : DefaultRules().rules) {
    const bool named = !rule.globs.empty() || !rule.regexes.empty();
    if ((!named || AnyOf(rule.globs, name, GlobFits) ||
         AnyOf(rule.regexes, name, RegexFits)) &&
        (rule.types.empty() || AnyOf(rule.types, type, GlobFits)) &&
        (rule.declared.empty() || AnyOf(rule.declared, declared, GlobFits)))
      met.push_back(rule.name);
  }
  return met;
}

TEST_CASE("names that run are refused") {
  for (const char* name :
       {"setup.exe",        "README.TXT.EXE",     "www.example.com",
        "photo.scr",        "a.pif",              "run.bat",
        "run.cmd",          "panel.cpl",          "office.msi",
        "patch.msp",        "x.mst",              "App.msix",
        "lib.jar",          "start.jnlp",         "mail.js",
        "mail.jse",         "letter.vbs",         "letter.vbe",
        "job.wsf",          "job.wsh",            "x.ws",
        "page.hta",         "do.ps1",             "mod.psm1",
        "t.ps1xml",         "invoice.lnk",        "site.url",
        "view.scf",         "keys.reg",           "drv.inf",
        "help.chm",         "help.hlp",           "db.ade",
        "db.adp",           "tool.application",   "tool.appref-ms",
        "old.gadget",       "web.iqy",            "docs.library-ms",
        "console.msc",      "m.vb",               "add.xll",
        "disk.iso",         "disk.img",           "disk.vhd",
        "disk.vhdx",        "mac.dmg",            "x.settingcontent-ms",
        "x.desktop",        "x.search-ms",        "session.rdp",
        "x.appimage",       "phone.apk",          "run.command",
        "x.terminal",       "x.pkg",              "data.slk",
        "x.diagcab",        "x.theme",            "x.wsb",
        "x.py.pyw",         "x.vsto",             "x.inetloc"}) {
    CAPTURE(name);
    CHECK_FALSE(Met(name, "application/octet-stream",
                    "application/octet-stream")
                    .empty());
  }
}

TEST_CASE("ordinary documents pass") {
  for (const char* name :
       {"letter.doc",       "letter.docx",         "letter.docm",
        "sheet.xls",        "sheet.xlsx",          "sheet.xlsm",
        "talk.pptx",        "letter.odt",          "letter.rtf",
        "invoice.pdf",      "Invoice 2026.01.pdf", "notes.txt",
        "data.csv",         "photo.jpg",           "photo.JPEG",
        "scan.tiff",        "logo.svg",            "logo.png",
        "movie.mp4",        "song.mp3",            "archive.zip",
        "archive.7z",       "backup.tar.gz",       "report.docx.pdf",
        "report.pdf.zip",   "mail.eml",            "mail.msg",
        "meeting.ics",      "card.vcf",            "page.html",
        "page.htm",         "key.asc",             "smime.p7s",
        "smime.p7m",        "signature.asc",       "winmail.dat",
        "site.cer",         "root.crt",            "patch.diff",
        "main.cc",          "script.py",           "script.sh",
        "query.sql",        "config.json",         "config.xml",
        "log.txt.gz",       "matrix.mat",          "notes.one",
        "book.epub",        "drawing.dwg",         "font.ttf",
        "package.deb",      "package.rpm",         "desktop.ini",
        "a.b.c.d",          "exe",                 "com",
        "example.com.pdf",  "v1.0.2",              "{x}.pdf",
        "Protokoll vom 3. Juni.odt",  "",          ".profile",
        "access.mdb",       "instrukcja.pdf.pl",   "letter   .pdf"}) {
    CAPTURE(name);
    CHECK(Met(name, "application/octet-stream", "application/octet-stream") ==
          std::vector<std::string>{});
  }
}

TEST_CASE("names in disguise are refused under their own reason") {
  const auto met = [](const std::string& name, const char* rule) {
    const std::vector<std::string> all = Met(name, "text/plain", "text/plain");
    return std::find(all.begin(), all.end(), rule) != all.end();
  };
  CHECK(met("invoice.pdf.exe", "double extension"));
  CHECK(met("invoice.pdf           .exe", "double extension"));
  CHECK(met("photo.jpg.py", "double extension"));
  CHECK(met("photo.jpg_____.scr", "double extension"));
  CHECK(met("letter.doc                          .xyz",
            "blanks before the extension"));
  CHECK(met("picture.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}",
            "class identifier"));
  CHECK_FALSE(met("{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}.pdf",
                  "class identifier"));
}

TEST_CASE("programs are known by content, whatever their name") {
  for (const char* type :
       {"application/x-dosexec", "application/x-mach-binary",
        "application/x-ms-shortcut", "application/vnd.ms-htmlhelp"}) {
    CAPTURE(type);
    CHECK(Met("letter.txt", type, "text/plain") ==
          std::vector<std::string>{"program by content"});
  }
  for (const char* type :
       {"application/pdf", "text/html", "image/png", "application/zip",
        "application/x-executable", "text/x-script", "application/onenote",
        "application/vnd.openxmlformats-officedocument", "image/svg+xml",
        "application/x-ole-storage", "application/vnd.sqlite3"}) {
    CAPTURE(type);
    CHECK(Met("letter.txt", type, "text/plain").empty());
  }
}

TEST_CASE("declared types: programs and messages in pieces") {
  CHECK(Met("", "text/plain", "application/hta") ==
        std::vector<std::string>{"declared as program"});
  CHECK(Met("", "text/plain", "message/partial") ==
        std::vector<std::string>{"message in pieces"});
  for (const char* type :
       {"application/octet-stream", "application/x-msdownload", "text/html",
        "application/javascript", "message/rfc822", "multipart/mixed",
        "message/delivery-status", "application/zip"}) {
    CAPTURE(type);
    CHECK(Met("", "text/plain", type).empty());
  }
}

TEST_CASE("the rules for stricter sites compile, too") {
  const std::string text = ReadSource("contrib/policy.toml");
  const size_t at = text.find("# For stricter sites");
  REQUIRE(at != std::string::npos);
  std::string strict;
  size_t begin = text.find('\n', at) + 1;
  while (begin < text.size()) {
    const size_t end = text.find('\n', begin);
    strict += text.substr(std::min(begin + 2, end), end - begin - 1);
    if (strict.empty() || strict.back() != '\n') strict += '\n';
    begin = end + 1;
  }
  TomlNode root;
  TomlMistake mistake;
  Mistakes mistakes;
  CAPTURE(strict);
  REQUIRE(ParseToml(strict, "strict", &root, &mistake));
  const auto rules = CompilePolicyRules(root, &mistakes);
  CAPTURE(mistakes.Text());
  REQUIRE(rules);
  CHECK(rules->rules.size() == 5);
}

}  // namespace
}  // namespace sallyport::test
