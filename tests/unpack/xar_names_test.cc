#include "unpack/xar_names.h"

#include <zlib.h>

#include "tests/unpack/open_bytes.h"

namespace sallyport {

namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

std::string Big(uint64_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i)
    out += static_cast<char>(number >> (8 * i) & 0xFF);
  return out;
}

std::string Xar(const std::string& files) {
  const std::string table =
      "<?xml version=\"1.0\"?><xar><toc>" + files + "</toc></xar>";
  std::string packed(::compressBound(table.size()), '\0');
  uLongf size = packed.size();
  REQUIRE(::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(table.data()),
                     table.size()) == Z_OK);
  packed.resize(size);
  return "xar!" + Big(28, 2) + Big(1, 2) + Big(size, 8) +
         Big(table.size(), 8) + Big(0, 4) + packed;
}

std::string File(const std::string& inside) {
  return "<file id=\"1\"><type>file</type>" + inside + "</file>";
}

/// Of the empty part that has the odd names, all of them.
Names OddNames(const std::string& files) {
  const RecordLog log = OpenBytes(Xar(files));
  const LoggedPart& last = log.parts.rbegin()->second;
  if (log.parts.size() < 3) return {};
  Names names = {last.begin.name};
  names.insert(names.end(), last.begin.names.begin(), last.begin.names.end());
  return names;
}

}  // namespace

TEST_CASE("xar: names that libarchive makes one of, or none") {
  CHECK(OddNames(File("<name>evil.exe</name><name>a.txt</name>")) ==
        Names{"evil.exe", "a.txt"});
  CHECK(OddNames(File("<name><![CDATA[evil]]>.exe</name>")) ==
        Names{"evil.exe"});
  CHECK(OddNames(File("<name>evil&#46;exe</name><name/>")) ==
        Names{"evil.exe"});
  CHECK(OddNames(File("<name enctype=\"base64\">ZXZpbC5leGU=</name>"
                      "<name>a</name>")) == Names{"evil.exe", "a"});
  // Names of another kind, of files in files, and in comments are none.
  CHECK(OddNames(File("<ea id=\"0\"><name>x</name></ea><name>a</name>")) ==
        Names{});
  CHECK(OddNames("<file id=\"1\"><name>d</name><type>directory</type>" +
                 File("<name>a</name>") + "</file>") == Names{});
  CHECK(OddNames(File("<!--<name>b</name>--><name>a</name>")) == Names{});
}

TEST_CASE("xar: tables cut at every byte, and of a million names") {
  const std::string file = File("<name>a</name><name><![CDATA[b]]></name>");
  for (size_t cut = 0; cut < file.size(); ++cut)
    CHECK(OpenBytes(Xar(file.substr(0, cut))).parts.size() <= 3);
  const std::string whole = Xar(file);
  for (size_t cut = 0; cut < whole.size(); ++cut)
    CHECK(OpenBytes(whole.substr(0, cut)).parts.size() <= 3);
  std::string many;
  for (int i = 0; i < 100000; ++i)
    many += "<name>" + std::to_string(i) + "</name>";
  CHECK(OpenBytes(Xar(File(many))).Flagged("limit"));
  CHECK(OpenBytes(Xar(File(many + many + many + many))).Flagged("limit"));
  std::string deep;
  for (int i = 0; i < 300000; ++i) deep += "<file>";
  CHECK(OpenBytes(Xar(deep)).parts.size() <= 3);
}

}  // namespace sallyport
