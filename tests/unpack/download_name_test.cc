#include "unpack/download_name.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unpack/string_source.h"
#include "unpack/inline_scanner.h"

namespace sallyport {

namespace {

/// The names of the first block in `text`; the limit is one of them.
std::vector<std::string> Names(const std::string& text) {
  InlineScanner scanner;
  scanner.Feed(text);
  scanner.Finish();
  REQUIRE_FALSE(scanner.blocks().empty());
  StringSource source(text);
  std::vector<std::string> names;
  if (!AddDownloadNames(&source, scanner.blocks()[0], &names))
    names.emplace_back("limit");
  return names;
}

bool Gives(const std::string& text, const std::string& name = "evil.exe") {
  const std::vector<std::string> names = Names(text);
  return std::find(names.begin(), names.end(), name) != names.end();
}

const std::string kUri = "data:text/plain;base64,SGVsbG8=";
const std::string kRun =
    "VGhpcyBpcyBhIHRleHQgdGhhdCBpcyBoaWRkZW4gaGVyZSwgYW5kIGl0IGlzIGxvbmcgZW5v"
    "dWdoIGZvciBhIHJ1biBvZiBiYXNlNjQgdGhhdCBub2JvZHkgd291bGQgdGFrZSBmb3IgYSB3"
    "b3JkIG9mIGFueSBsYW5ndWFnZSwgaG93ZXZlciBsb25nIGl0cyB3b3JkcyBhcmUsIGlzIGl0";

}  // namespace

TEST_CASE("download name: of a URI's own tag") {
  CHECK(Gives("<a download=\"evil.exe\" href=\"" + kUri + "\">x</a>"));
  CHECK(Gives("<a href=\"" + kUri + "\" download=\"evil.exe\">x</a>"));
  CHECK(Gives("<A DOWNLOAD='evil.exe' HREF='" + kUri + "'>x</A>"));
  CHECK(Gives("<a href=" + kUri + " download=evil.exe>x</a>"));
  CHECK(Gives("<a download=evil&#46;exe href=\"" + kUri + "\">"));
  CHECK(Gives("<a download=\"evil%2Eexe\" href=\"" + kUri + "\">"));
  CHECK(Gives("<svg><a\nxlink:href=\"" + kUri + "\"\ndownload='evil.exe'>"));
  CHECK(Gives("<a download=evil.exe href=\"data:,Hello\">"));
  CHECK(Gives("<a href='" + kUri + "' title='" + std::string(3000, '>') +
              "' download=evil.exe>"));
  CHECK(Names("<a download=evil.exe href='x'>x</a><img src=\"" + kUri + "\">")
            .empty());
  CHECK(Names("<img src=\"" + kUri + "\"><a download=evil.exe href='x'>")
            .empty());
  CHECK(Names("<p>" + kUri + " download=evil.exe</p>").empty());
}

TEST_CASE("download name: of a script") {
  for (const std::string code :
       {"a.download = 'evil.exe';", "a.download=\"evil.exe\"",
        "a['download'] = `evil.exe`", "a.setAttribute('download', 'evil.exe')",
        "$('<a>', {download: 'evil.exe'})", "{\"download\": \"evil.exe\"}",
        "var n = 'evil.exe'; a.download = n;",
        "let n\n='evil.exe';b.download=n",
        "saveAs(new Blob([b]), 'evil.exe')",
        "n = 'evil.exe'; navigator.msSaveOrOpenBlob(blob, n)",
        "new File([b], 'evil.exe')"}) {
    INFO(code);
    CHECK(Gives("<script>var b = atob('" + kRun + "'); " + code));
    CHECK(Gives("<script>" + std::string(code) + "; var b = '" + kRun + "'"));
    CHECK(Gives("<script>u = '" + kUri + "';" + code));
  }
  CHECK(Names("<script>var b = '" + kRun + "'; x = 'evil.exe'; download();")
            .empty());
  CHECK(Names("Please download 'evil.exe'.\n\n" + kRun + "\n").empty());
}

TEST_CASE("download name: among a URI's parameters") {
  CHECK(Gives("<a href=\"data:a/b;name=evil.exe;base64,SGVsbG8=\">"));
  CHECK(Gives("<a href=\"data:a/b;filename=evil%2Eexe,Hello\">"));
  CHECK(Gives("<a href=\"data:a/b;name=data:evil.exe;base64,SGVsbG8=\">",
              "data:evil.exe"));
  CHECK(Gives("url(da\nta:a/b;name=data.exe;base64,SGVsbG8=)", "data.exe"));
  CHECK(Names("<i title=\"name=evil.exe\"><img src=\"" + kUri + "\">").empty());
}

TEST_CASE("download name: floods are a limit") {
  std::string names;
  for (int i = 0; i < 100; ++i)
    names += "download=a" + std::to_string(i) + " ";
  CHECK(Gives("<a " + names + "href=\"" + kUri + "\">", "limit"));
  std::string words;
  for (int i = 0; i < 300; ++i) words += "saveAs(,";
  CHECK(Gives(words + "\n'" + kUri + "'", "limit"));
  CHECK_FALSE(Gives("<a download=a href=\"" + kUri + "\">", "limit"));
}

}  // namespace sallyport
