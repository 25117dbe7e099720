#include "unpack/entity_scan.h"

#include <doctest/doctest.h>

#include "tests/unpack/string_source.h"

namespace sallyport {

namespace {

using Style = EntityScan::Style;

/// Each entity's bytes, those of one chain joined by bars.
std::vector<std::string> Bodies(const std::string& text,
                                Style style = Style::kMessage,
                                size_t piece = SIZE_MAX) {
  StringSource source(text, piece);
  EntityScan scan(&source, style);
  std::vector<std::string> bodies;
  std::vector<Entity> chain;
  while (scan.Next(&chain)) {
    std::string joined;
    for (const Entity& entity : chain) {
      if (!joined.empty()) joined += "|";
      joined += text.substr(entity.body, entity.end - entity.body);
    }
    bodies.push_back(joined);
  }
  return bodies;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("entities lie behind dashes and fields, wherever the text is cut") {
  const std::string text =
      "From: a\nContent-Type: multipart/mixed\n\n-- front\n"
      "--b\nContent-Type: x\n\none\n--\n-- b\n--bb\ntwo\n"
      "--b\nX-Foo: y\ncontent-disposition: z\n folded\n\nthree\n"
      "--b--\nback\n--c\n\nfour\n";
  for (const size_t piece : {size_t{1}, size_t{2}, size_t{7}, SIZE_MAX})
    CHECK(Bodies(text, Style::kMessage, piece) ==
          Texts{"-- front\n", "one\n--\n-- b\n--bb\ntwo\n", "three\n"});
}

TEST_CASE("fields in the text begin entities if that is asked for") {
  const std::string text = "Hi.\n\nSubject: x\nContent-Type: y\n\nbody\n";
  CHECK(Bodies(text).empty());
  CHECK(Bodies(text, Style::kQuoted) == Texts{"body\n"});
}

TEST_CASE("a message in a message ends where that ends") {
  CHECK(Bodies("From: a\nContent-Type: message/rfc822\n\n"
               "Subject: b\nContent-Type: x\n\nbody") ==
        Texts{"Subject: b\nContent-Type: x\n\nbody|body"});
}

TEST_CASE("a header without an end that all agree on") {
  const std::string text = "Content-Type: a\n \nContent-Type: b\n\nbody";
  StringSource source(text);
  EntityScan scan(&source, Style::kMessage);
  std::vector<Entity> chain;
  REQUIRE(scan.Next(&chain));
  const Entity& entity = chain.at(0);
  CHECK(text.substr(entity.body) == "body");
  CHECK(text.substr(entity.early_body) == "Content-Type: b\n\nbody");
  CHECK(entity.header == "Content-Type: a\nContent-Type: b\n");
  CHECK(entity.header.substr(0, entity.early_header) == "Content-Type: a\n");

  CHECK(Bodies("--b\nContent-Type: a\nbody\n--b--\n") == Texts{"body\n"});
}

TEST_CASE("fields without end are cut, and that is told") {
  std::string text;
  while (text.size() < 2 * kMaxEntityHeaderBytes) text += "Content-Type: x\n";
  StringSource source(text + "\nbody");
  EntityScan scan(&source, Style::kMessage);
  std::vector<Entity> chain;
  REQUIRE(scan.Next(&chain));
  CHECK(chain.at(0).cut);
  CHECK(chain.at(0).header.size() <= kMaxEntityHeaderBytes);
}

TEST_CASE("bare returns are told") {
  for (const char* text :
       {"From: a\rb\n\nx", "x\r--b\rContent-Type: x\r\r", "\n--b\rx\n"}) {
    StringSource source(text);
    EntityScan scan(&source, Style::kMessage);
    std::vector<Entity> chain;
    while (scan.Next(&chain)) {
    }
    CHECK(scan.bare_returns());
  }
}

}  // namespace sallyport
