// The envelope's grammar, rule by rule, in pieces of every size.

#include "mail/envelope.h"

#include <doctest/doctest.h>

#include <random>

namespace sallyport {

namespace {

using enum EnvelopeState;

std::string Bytes(std::string_view text) {
  std::string bytes(text);
  for (char& c : bytes)
    if (c == '|') c = '\0';
  return bytes;
}

/// Feeds `bytes` in pieces of `piece`.
EnvelopeState Read(std::string_view bytes, size_t piece, Envelope* envelope,
                   size_t most = 1000000) {
  EnvelopeReader reader(most);
  EnvelopeState state = kIncomplete;
  for (size_t at = 0; at < bytes.size(); at += piece)
    state = reader.Feed(bytes.substr(at, piece));
  if (state == kComplete) *envelope = reader.Take();
  return state;
}

EnvelopeState Read(std::string_view bytes) {
  Envelope whole;
  Envelope single;
  const EnvelopeState state = Read(bytes, SIZE_MAX / 2, &whole);
  CHECK(Read(bytes, 1, &single) == state);
  CHECK(single.sender == whole.sender);
  CHECK(single.recipients == whole.recipients);
  return state;
}

}  // namespace

TEST_CASE("sender and recipients, in their order") {
  Envelope envelope;
  REQUIRE(Read(Bytes("Fa@example.com|Tb@example.org|Tc@example.net||"), 3,
               &envelope) == kComplete);
  CHECK(envelope.sender == "a@example.com");
  CHECK(envelope.recipients ==
        std::vector<std::string>{"b@example.org", "c@example.net"});
}

TEST_CASE("the null sender, empty and repeated recipients, and none at all") {
  Envelope envelope;
  REQUIRE(Read(Bytes("F|Tb|T|Tb||"), 100, &envelope) == kComplete);
  CHECK(envelope.sender == "");
  CHECK(envelope.recipients == std::vector<std::string>{"b", "", "b"});
  REQUIRE(Read(Bytes("Fa||"), 100, &envelope) == kComplete);
  CHECK(envelope.recipients.empty());
  REQUIRE(Read(Bytes("F||"), 100, &envelope) == kComplete);
}

TEST_CASE("an envelope that breaks off is never complete") {
  const std::string whole = Bytes("Fa@b|Tc@d|Te||");
  for (size_t size = 0; size < whole.size(); ++size)
    CHECK(Read(whole.substr(0, size)) == kIncomplete);
  CHECK(Read(whole) == kComplete);
}

TEST_CASE("letters: F first and once, then T") {
  for (const char* wrong :
       {"Ta|", "fa|", "|", "a|", "Fa|Fb|", "Fa|tb|", "Fa|Tb|Fc|", "Fa|Tb|x",
        "Fa|Tb|\n", " Fa|", "Fa|Tb|T\t", "D|"})
    CHECK(Read(Bytes(wrong)) == kBadFormat);
}

TEST_CASE("a control byte in an address is refused, 8-bit bytes are not") {
  for (int i = 1; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const bool control = i < 0x20 || i == 0x7F;
    CHECK(Read(Bytes("Fa") + c + Bytes("b|Tc||")) ==
          (control ? kBadFormat : kComplete));
    CHECK(Read(Bytes("Fa|Tc") + c + Bytes("d||")) ==
          (control ? kBadFormat : kComplete));
  }
}

TEST_CASE("bytes behind the end are refused") {
  for (const char* more : {"|", "T", "F", "Tb||", "\n"})
    CHECK(Read(Bytes("Fa|Tb||") + Bytes(more)) == kBadFormat);
  EnvelopeReader reader(10);
  REQUIRE(reader.Feed(Bytes("Fa|Tb||")) == kComplete);
  CHECK(reader.Feed("") == kComplete);
  CHECK(reader.Feed("x") == kBadFormat);
}

TEST_CASE("an address of 1002 bytes is taken, one of 1003 is too long") {
  for (const char* front : {"F", "Fa|T"}) {
    const std::string fits(kMaxAddressBytes, 'x');
    CHECK(Read(Bytes(front) + fits + Bytes("||")) == kComplete);
    CHECK(Read(Bytes(front) + fits + Bytes("x||")) == kAddressTooLong);
    // Too long before its end has come.
    CHECK(Read(Bytes(front) + fits + "x") == kAddressTooLong);
  }
}

TEST_CASE("an error stays, whatever comes then") {
  EnvelopeReader bad(10);
  CHECK(bad.Feed("x") == kBadFormat);
  CHECK(bad.Feed(Bytes("Fa|Tb||")) == kBadFormat);
  EnvelopeReader longer(10);
  CHECK(longer.Feed("F" + std::string(1003, 'x')) == kAddressTooLong);
  CHECK(longer.Feed(Bytes("|Tb||")) == kAddressTooLong);
}

TEST_CASE("as many recipients as the limit, and not one more") {
  Envelope envelope;
  CHECK(Read(Bytes("F|Ta|Tb||"), 1, &envelope, 2) == kComplete);
  CHECK(Read(Bytes("F|Ta|Tb|Tc||"), 1, &envelope, 2) == kTooManyRecipients);
  CHECK(Read(Bytes("F||"), 1, &envelope, 0) == kComplete);
  CHECK(Read(Bytes("F|Ta||"), 1, &envelope, 0) == kTooManyRecipients);
}

TEST_CASE("100,000 recipients in odd pieces are as in one") {
  Envelope sent;
  sent.sender = "list-owner@example.com";
  for (int i = 0; i < 100000; ++i)
    sent.recipients.push_back("user" + std::to_string(i) + "@example.org");
  const std::string bytes = sent.Encode();
  std::mt19937 random(5);
  EnvelopeReader reader(100000);
  EnvelopeState state = kIncomplete;
  for (size_t at = 0; at < bytes.size();) {
    CHECK(state == kIncomplete);
    const size_t piece = 1 + random() % 9973;
    state = reader.Feed(std::string_view(bytes).substr(at, piece));
    at += piece;
  }
  REQUIRE(state == kComplete);
  CHECK(reader.envelope().sender == sent.sender);
  CHECK(reader.envelope().recipients == sent.recipients);
}

TEST_CASE("what is encoded reads back") {
  for (const Envelope& sent :
       {Envelope{"", {}}, Envelope{"a", {""}}, Envelope{"", {"\xC3\xA9@x"}},
        Envelope{"a b@\"c\"", {"x", "y"}}}) {
    Envelope back;
    REQUIRE(Read(sent.Encode(), 1, &back) == kComplete);
    CHECK(back.sender == sent.sender);
    CHECK(back.recipients == sent.recipients);
  }
  CHECK(Envelope{"a", {"b", "c"}}.Encode() == Bytes("Fa|Tb|Tc||"));
}

}  // namespace sallyport
