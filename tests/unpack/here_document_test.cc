#include "unpack/here_document.h"

#include "tests/unpack/recode.h"

namespace sallyport {

TEST_CASE("lines that begin a file of a shell archive") {
  const auto read = [](std::string_view line) {
    const std::optional<HereDocument> document = ReadHereDocument(line);
    return document ? document->name + "|" + document->terminator + "|" +
                          document->prefix
                    : std::string("none");
  };
  CHECK(read("sed 's/^X//' > evil.exe << 'END'") == "evil.exe|END|X");
  CHECK(read("sed \"s/^X//\" >evil.exe <<\"END\"") == "evil.exe|END|X");
  CHECK(read("  sed -e 's/^@//' << 'SHAR_EOF' > 'a b' &&") == "a b|SHAR_EOF|@");
  CHECK(read("sed s,^-,, <<\\END >>a/b") == "a/b|END|-");
  CHECK(read("cat > a <<END") == "a|END|");
  CHECK(read("cat <<- END > a 2>/dev/null") == "a|END|");
  CHECK(read("sed 's/^X//' << 'E' | uudecode") == "|E|X");
  CHECK(read("cat << END") == "none");
  CHECK(read("cat > a") == "none");
  CHECK(read("cat << END 2>&1") == "none");
  CHECK(read("category << x > y") == "none");
  CHECK(read("cat <<< word > a") == "none");
  CHECK(read("sed 's/^X//' > a <<") == "none");
}

TEST_CASE("the last line") {
  HereDocument document;
  document.terminator = "END";
  CHECK(IsTerminator("END", document));
  CHECK_FALSE(IsTerminator("\tEND", document));
  CHECK_FALSE(IsTerminator("END ", document));
  document.strips_tabs = true;
  CHECK(IsTerminator("\t\tEND", document));
}

TEST_CASE("the prefix is taken off each line") {
  CHECK(Recode(PrefixRecoder("X"), "Xa\nXXb\nc\n\nX\nX") == "a\nXb\nc\n\n\n");
  CHECK(Recode(PrefixRecoder("XY"), "XYa\nXb\nX\nXY\nX") == "a\nXb\nX\n\nX");
  CHECK(Recode(PrefixRecoder(""), "Xa\n") == "Xa\n");
}

}  // namespace sallyport
