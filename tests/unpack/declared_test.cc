#include "unpack/declared.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "unpack/gobject.h"
#include "unpack/known_charset.h"
#include "unpack/raw_names.h"

namespace sallyport {

namespace {

Declared ReadOf(const std::string& header) {
  g_mime_init();
  const std::string text = header + "\n\nbody\n";
  const ObjectPtr<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const ObjectPtr<GMimeParser> parser(
      g_mime_parser_new_with_stream(stream.get()));
  const ObjectPtr<GMimeObject> object(
      g_mime_parser_construct_part(parser.get(), nullptr));
  return ReadDeclared(object.get());
}

bool Has(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

TEST_CASE("every name of every field counts, the disposition's first") {
  const Declared declared = ReadOf(
      "Content-Type: application/x-foo; name=\"type.exe\"\n"
      "Content-Disposition: attachment; filename=\"shown.pdf\"");
  CHECK(declared.names.front() == "shown.pdf");
  CHECK(Has(declared.names, "type.exe"));
  CHECK(Has(declared.types, "application/x-foo"));
}

TEST_CASE("RFC 2231 and RFC 2047, decoded and as written") {
  const Declared declared = ReadOf(
      "Content-Type: a/b; name*0*=utf-8''%65vil; name*1*=%2Eexe\n"
      "Content-Disposition: x; filename=\"=?utf-8?B?eC5zY3I=?=\"");
  CHECK(Has(declared.names, "evil.exe"));
  CHECK(Has(declared.names, "utf-8''%65vil%2Eexe"));
  CHECK(Has(declared.names, "x.scr"));
  CHECK(Has(declared.names, "=?utf-8?B?eC5zY3I=?="));
}

TEST_CASE("an RFC 2047 word cut into RFC 2231 pieces") {
  CHECK(Has(ReadOf("Content-Type: a/b; name*0=\"=?utf-8?B?eC5z\"; "
                   "name*1=\"Y3I=?=\"")
                .names,
            "x.scr"));
}

TEST_CASE("a field that is there twice gives both its readings") {
  const Declared declared = ReadOf(
      "Content-Disposition: x; filename=a.txt\n"
      "Content-Disposition: x; filename=b.exe\n"
      "Content-Type: text/plain\nContent-Type: text/html");
  CHECK(Has(declared.names, "a.txt"));
  CHECK(Has(declared.names, "b.exe"));
  CHECK(Has(declared.types, "text/plain"));
  CHECK(Has(declared.types, "text/html"));
  CHECK(declared.conflicting);
  CHECK_FALSE(ReadOf("Content-Type: text/plain").conflicting);
}

TEST_CASE("names in broken fields") {
  const auto names = [](std::string_view field) { return RawNames(field); };
  CHECK(Has(names("attachment filename=evil.exe"), "evil.exe"));
  CHECK(Has(names("a/b; x=\"unclosed; name=evil.exe"), "evil.exe"));
  CHECK(Has(names("a/b; FileName = \"evil.exe"), "evil.exe"));
  CHECK(Has(names("a/b; name=\"a\\\"b.exe\""), "a\"b.exe"));
  CHECK(Has(names("a/b; name*1=b.exe; name*0=a"), "ab.exe"));
  CHECK(names("a/b; charset=utf-8").empty());
  CHECK(names("").empty());
}

TEST_CASE("equals signs behind a name begin no more names") {
  const std::string field =
      "a/b; filename*en" + std::string(200, '=') + "x.exe";
  CHECK(RawNames(field).size() < 10);
  CHECK(Has(RawNames("a/b; x(=)=1; name(a=b)=evil.exe"), "evil.exe"));
  CHECK(Has(RawNames("a/b; x=name=evil.exe"), "evil.exe"));
}

TEST_CASE("values in one another are read up to a limit, and that is told") {
  std::string field = "a/b; ";
  for (int i = 0; i < 900; ++i) field += "name=";
  bool overflowed = false;
  size_t bytes = 0;
  for (const std::string& name : RawNames(field + std::string(8000, 'x'),
                                          &overflowed))
    bytes += name.size();
  CHECK(bytes < 512 * 1024);
  CHECK(overflowed);
  overflowed = false;
  for (int i = 0; i < 900; ++i) field += "; name=" + std::string(20, 'x');
  RawNames(field.substr(field.find(';', 5)), &overflowed);
  CHECK_FALSE(overflowed);
}

TEST_CASE("charsets") {
  CHECK(IsKnownCharset("UTF-8"));
  CHECK(IsKnownCharset("iso_8859-1"));
  CHECK(IsKnownCharset("Windows-1252"));
  CHECK(IsKnownCharset("\"us-ascii\""));
  CHECK_FALSE(IsKnownCharset("x-rot13"));
  CHECK(ReadOf("Content-Type: text/plain; charset=x-rot13").unknown_charset);
  CHECK_FALSE(
      ReadOf("Content-Type: application/x; charset=x-rot13").unknown_charset);
}

TEST_CASE("a flood of types is read so far only") {
  std::string flood;
  for (int i = 0; i < 500; ++i)
    flood += "Content-Type: a/x" + std::to_string(i) + "\n";
  const Declared declared = ReadOf(flood + "Subject: x");
  CHECK(declared.too_many);
  CHECK(declared.types.size() == 100);
  CHECK_FALSE(ReadOf("Content-Type: a/b\nContent-Type: a/c").too_many);
}

TEST_CASE("signs that might be parameters are not all read") {
  bool overflowed = false;
  const std::string signs(1000, '=');
  CHECK(RawNames("a/b; name=x.exe;" + signs, &overflowed).size() == 1);
  CHECK(overflowed);
}

}  // namespace sallyport
