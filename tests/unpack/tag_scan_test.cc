#include "unpack/tag_scan.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

using Values = std::vector<std::string>;

/// The values for the tag that `markup` ends in.
Values Of(const std::string& markup, const std::string& rest = "") {
  TagScan tag("x");
  tag.Feed(markup);
  if (!tag.in_tag()) return {"not in a tag"};
  tag.FeedTag(rest);
  return tag.values();
}

}  // namespace

TEST_CASE("attributes of the tag around a place") {
  CHECK(Of("<a x=1 ") == Values{"1"});
  CHECK(Of("<a X = '1>2' y=\"") == Values{"1>2"});
  CHECK(Of("<a/x=\"1\"/y='") == Values{"1"});
  CHECK(Of("<a y=\"", "...\" x=1>") == Values{"1"});
  CHECK(Of("<a y='", "\"x=2' x=1 x='3'><b x=4>") == Values{"1", "3"});
  CHECK(Of("<a y=", "... x=1>") == Values{"1"});
  CHECK(Of("<a y='..'x=1 z=") == Values{"1"});
  CHECK(Of("<a x y=1 ") == Values{});
  CHECK(Of("<a yx=1 x:y=2 ") == Values{});
  CHECK(Of("a < b <a x=1 ") == Values{"1"});
  CHECK(Of("<<a x=1 ") == Values{"1"});
  CHECK(Of("<b x=2><a y='", "'> x=3") == Values{});
  CHECK(Of("x=1 ") == Values{"not in a tag"});
  CHECK(Of("<a x=1>") == Values{"not in a tag"});
  CHECK(Of("</a x=1 ") == Values{"not in a tag"});
}

}  // namespace sallyport
