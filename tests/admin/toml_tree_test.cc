#include "admin/toml_tree.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport::test {
namespace {

TEST_CASE("values keep file and line, tables the order of the file") {
  TomlNode root;
  TomlMistake mistake;
  REQUIRE(ParseToml("z = 1\na = [\n 1,\n 'two']\n[t]\nx.y = true\n[[l]]\n"
                    "r = 2.5\n[[l]]\nd = 2026-11-21\n",
                    "F", &root, &mistake));
  REQUIRE(root.items.size() == 4);
  CHECK(root.items[0].key == "z");
  CHECK(root.items[1].key == "a");
  CHECK(root.Find("z")->integer == 1);
  const TomlNode* list = root.Find("a");
  REQUIRE(list->items.size() == 2);
  CHECK(list->place.line == 2);
  CHECK(list->items[1].place.line == 4);
  CHECK(list->items[1].place.file == "F");
  CHECK(list->items[1].text == "two");
  CHECK(root.Find("t")->Find("x")->Find("y")->flag);
  CHECK(root.Find("t")->Find("x")->Find("y")->place.line == 6);
  REQUIRE(root.Find("l")->items.size() == 2);
  CHECK(root.Find("l")->items[0].Find("r")->real == 2.5);
  CHECK(root.Find("l")->items[1].place.line == 9);
  CHECK(root.Find("l")->items[1].Find("d")->kind == TomlNode::Kind::kTime);
  CHECK(root.Find("nosuch") == nullptr);
}

TEST_CASE("what is not TOML is told with its line") {
  TomlNode root;
  TomlMistake mistake;
  CHECK_FALSE(ParseToml("a = 1\nb = \n", "F", &root, &mistake));
  CHECK(mistake.place.line == 2);
  CHECK_FALSE(mistake.unreadable);
  CHECK_FALSE(ParseToml("a = 1\n\na = 2\n", "F", &root, &mistake));
  CHECK(mistake.place.line == 3);
  CHECK_FALSE(ParseToml("a = \"\xFF\"\n", "F", &root, &mistake));
  // The parser of Debian 12 holds this impossible.
  CHECK_FALSE(ParseToml("[[\x01", "F", &root, &mistake));
  CHECK_FALSE(ParseToml("a = 1 \xEF\xB4\xB6\n", "F", &root, &mistake));
  CHECK_FALSE(ParseToml("a = 1 \xC3\xBC\n", "F", &root, &mistake));
  CHECK_FALSE(ReadToml("/no/such/file", &root, &mistake));
  CHECK(mistake.unreadable);
  CHECK(mistake.text.starts_with("cannot be read"));
  CHECK_FALSE(ReadToml("/tmp", &root, &mistake));
  CHECK(mistake.text.starts_with("cannot be read"));
}

TEST_CASE("a string written as TOML reads back") {
  for (const std::string& text :
       {std::string("plain"), std::string(""), std::string("a\"b"),
        std::string("a\\b'c"), std::string("\\.(exe)$"),
        std::string("tab\tand\nline"), std::string("\x01\x7F"),
        std::string("gr\xC3\xBC\xC3\x9F" "e"), std::string("a'b"),
        std::string("nul\0here", 8)}) {
    CAPTURE(text);
    TomlNode root;
    TomlMistake mistake;
    REQUIRE(ParseToml("a = " + TomlString(text) + "\n", "F", &root, &mistake));
    CHECK(root.Find("a")->text == text);
  }
}

}  // namespace
}  // namespace sallyport::test
