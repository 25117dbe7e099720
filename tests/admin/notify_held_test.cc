#include "admin/notify_held.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/admin/held_site.h"

namespace sallyport::test {
namespace {

struct Looked {
  explicit Looked(const HeldSite& site)
      : files(HeldFiles::Open(site.context())),
        index(HeldIndex::Make(files.value())) {}
  Result<HeldFiles> files;
  Result<HeldIndex> index;
};

TEST_CASE("what is held is found by its id and folder") {
  HeldSite site;
  HeldSpec spec;
  spec.held.id = "20261121.1";
  site.Hold(spec);
  spec.held.id = "20261121.12";
  spec.held.recipients = {"other@example.com"};
  spec.bytes = "Precedence: bulk\n\nx\n";
  const std::string place = site.Hold(spec);
  // As a mail reader moves and marks it.
  std::string seen = place;
  seen.replace(seen.find("/new/"), 5, "/cur/");
  site.Rename(place, seen + ":2,S");
  Looked looked(site);
  HeldIndex& index = looked.index.value();
  const Result<HeldLook> one = index.Look("20261121.1", "virus");
  REQUIRE(one.ok());
  CHECK(one.value().held.recipients.size() == 2);
  CHECK(one.value().automatic == "");
  const Result<HeldLook> two = index.Look("20261121.12", "virus");
  REQUIRE(two.ok());
  CHECK(two.value().held.recipients.front() == "other@example.com");
  CHECK(two.value().automatic == "precedence");
  CHECK(!index.Look("20261121.1", "spam").ok());
  CHECK(!index.Look("20261121", "virus").ok());
  CHECK(!index.Look("", "virus").ok());
  CHECK(index.Has("20261121.1", "virus"));
  CHECK(!index.Has("20261121.2", "virus"));
  spec.held.id = "20261121.34";
  site.Hold(spec);
  Looked again(site);
  CHECK(again.index.value().Has("20261121.34", "virus"));
  CHECK(!again.index.value().Has("20261121.3", "virus"));
}

TEST_CASE("what was released, deleted or forged is not looked at") {
  HeldSite site;
  HeldSpec spec;
  SUBCASE("released") { spec.folder = ".released"; }
  SUBCASE("deleted") { spec.folder = ".deleted"; }
  SUBCASE("a copy") { spec.held.archived = true; }
  SUBCASE("without our mark") {}
  const std::string place = site.Hold(spec);
  if (place.starts_with(".virus")) {
    std::string bytes = site.Read(place);
    bytes.replace(bytes.find("sender@example.net"), 6, "victim");
    site.Write(place, bytes);
  }
  Looked looked(site);
  CHECK(!looked.index.value().Look(spec.held.id, "virus").ok());
}

TEST_CASE("of two files of a message that of the category is looked at") {
  HeldSite site;
  HeldSpec spec;
  // Both lie in the same folder.
  for (const Category category :
       {Category::kUnscannable, Category::kTrouble}) {
    spec.held.category = category;
    spec.held.recipients = {std::string(Name(category)) + "@example.com"};
    site.Hold(spec);
  }
  Looked looked(site);
  for (const char* category : {"unscannable", "trouble"}) {
    const Result<HeldLook> look =
        looked.index.value().Look(spec.held.id, category);
    REQUIRE(look.ok());
    CHECK(look.value().held.recipients.front() ==
          std::string(category) + "@example.com");
  }
  CHECK(!looked.index.value().Look(spec.held.id, "virus").ok());
  CHECK(!looked.index.value().Look(spec.held.id, "nothing").ok());
}

TEST_CASE("a header that is cut at the end of the file is looked at") {
  HeldSite site;
  HeldSpec spec;
  spec.bytes = "List-Id: x";
  site.Hold(spec);
  Looked looked(site);
  const Result<HeldLook> look =
      looked.index.value().Look(spec.held.id, "virus");
  REQUIRE(look.ok());
  CHECK(look.value().automatic == "list-id");
}

}  // namespace
}  // namespace sallyport::test
