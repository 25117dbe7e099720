// The facts of a message, there and back.

#include "mail/facts.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

Facts Whole() {
  Facts facts;
  facts.id = "20261121.100000.123456.42.abcdef";
  facts.sender = "a@example.com";
  facts.relay = "192.0.2.1";
  facts.client_class = "network";
  facts.archive = {3, 40, uint64_t{5} << 40};
  facts.recipients = {"b@example.org", "", "b@example.org", "\xFF\\\t"};
  return facts;
}

bool Same(const Facts& a, const Facts& b) {
  return a.id == b.id && a.sender == b.sender && a.relay == b.relay &&
         a.client_class == b.client_class && a.recipients == b.recipients &&
         a.archive.has_value() == b.archive.has_value() &&
         (!a.archive || (a.archive->depth == b.archive->depth &&
                         a.archive->parts == b.archive->parts &&
                         a.archive->bytes == b.archive->bytes));
}

std::string Bytes(std::string_view text) {
  std::string bytes(text);
  for (char& c : bytes)
    if (c == '|') c = '\0';
  return bytes;
}

}  // namespace

TEST_CASE("facts read back") {
  Facts empty;
  for (const Facts& facts : {Whole(), empty}) {
    const Result<Facts> back = DecodeFacts(EncodeFacts(facts));
    REQUIRE(back.ok());
    CHECK(Same(back.value(), facts));
  }
  CHECK(EncodeFacts(empty) == Bytes("I|S|A|K|"));
}

TEST_CASE("facts that are cut inside a field are an error") {
  const std::string bytes = EncodeFacts(Whole());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const bool at_border = size > 0 && bytes[size - 1] == '\0';
    CHECK(DecodeFacts(bytes.substr(0, size)).ok() == at_border);
  }
}

TEST_CASE("what is no fact is an error") {
  for (const char* wrong :
       {"", "|", "Ia", "Ia||", "Ia|x|", "Sa|", "Ia|Zb|", "Ia|R",
        "Ia|C|", "Ia|C1 2|", "Ia|C1 2 3 4|", "Ia|C1 2 x|", "Ia|C-1 2 3|"})
    CHECK_FALSE(DecodeFacts(Bytes(wrong)).ok());
  CHECK(DecodeFacts(Bytes("Ia|")).ok());
}

}  // namespace sallyport
