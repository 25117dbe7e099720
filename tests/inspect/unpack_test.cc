// What the unpacker sends is checked, capped, hashed, numbered and stored
// here; anything wrong with it means "not unpacked".

#include "inspect/unpack.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <memory>

#include "base/sha256.h"
#include "tests/inspect/fake_jail.h"
#include "tests/mail/part_record_log.h"

namespace sallyport {

using test::Begin;
using test::End;
using test::FakeJail;
using test::Number;
using test::Record;
using test::Text;

namespace {

struct Unpacking {
  test::TemporaryDirectory parts;
  Result<Unpacked> unpacked = FormatError("not", "run");
};

std::unique_ptr<Unpacking> Unpack(const std::string& stream,
                                  const std::string& ending = "",
                                  bool store = true,
                                  uint64_t part_bytes = 1000) {
  auto unpacking = std::make_unique<Unpacking>();
  const FakeJail jail("cat \"${0%/*}/stream\"\n" + ending);
  jail.directory().Write("stream", stream);
  UnpackLimits limits;
  limits.parts = 3;
  limits.part_bytes = part_bytes;
  limits.total_bytes = 1500;
  limits.seconds = 60;
  ManifestRow raw;
  raw.kind = "message";
  unpacking->unpacked =
      UnpackMessage(jail.StartUnpacker(), limits, std::move(raw),
                    store ? unpacking->parts.fd() : -1,
                    Deadline::InMs(60000));
  if (!unpacking->unpacked.ok()) return unpacking;
  Status confirmed =
      ConfirmUnpacked(&unpacking->unpacked.value(), Deadline::InMs(60000));
  if (!confirmed.ok()) unpacking->unpacked = confirmed.error();
  return unpacking;
}

std::string Part(const std::string& name, const std::string& bytes,
                 const std::vector<std::string>& flags = {}) {
  std::string end =
      Text("text/plain") + Number(static_cast<uint32_t>(flags.size()));
  for (const std::string& flag : flags) end += Text(flag);
  return Record('B', Number(0) + Number(1) + Text("leaf") + Text(name) +
                         Number(1) + Text("other")) +
         Record('D', bytes) + Record('E', end);
}

const std::string kEnd = Record('Z', "");

std::string WhyNot(const std::string& stream, const std::string& ending = "") {
  const auto unpacking = Unpack(stream, ending);
  if (unpacking->unpacked.ok()) return "";
  return unpacking->unpacked.error().Text();
}

/// Up to the end record of a proper stream; how the unpacker ends is its own.
Result<Unpacked> UnpackOnePart(const FakeJail& jail) {
  jail.directory().Write("stream", Part("a", "x") + kEnd);
  const UnpackLimits limits = {3, 1000, 1000, 60};
  return UnpackMessage(jail.StartUnpacker(), limits, ManifestRow(), -1,
                       Deadline::InMs(60000));
}

}  // namespace

TEST_CASE("parts are numbered, hashed and stored") {
  const auto unpacking =
      Unpack(Record('V', Text("policy 1")) + Record('H', Text("subject")) +
             Part("a.exe", "hello") + Part("../../b", std::string("\0\n", 2)) +
             Record('F', Text("attachment") + Text("exe") + Number(1)) + kEnd);
  REQUIRE(unpacking->unpacked.ok());
  const Unpacked& unpacked = unpacking->unpacked.value();
  CHECK(unpacking->parts.Names() ==
        std::vector<std::string>{"0001.exe", "0002"});
  CHECK(unpacking->parts.Read("0001.exe") == "hello");
  CHECK(unpacking->parts.Read("0002") == std::string("\0\n", 2));
  CHECK(unpacking->parts.Mode("0001.exe") == 0440);
  CHECK(unpacked.subject == "subject");
  CHECK(unpacked.policy_engine == "policy 1");
  REQUIRE(unpacked.rows.size() == 3);
  CHECK(unpacked.rows[0].kind == "message");
  CHECK(unpacked.rows[1].name == "a.exe");
  CHECK(unpacked.rows[1].names == std::vector<std::string>{"other"});
  CHECK(unpacked.rows[1].type == "text/plain");
  CHECK(unpacked.rows[1].bytes == 5);
  CHECK(unpacked.rows[1].sha256 == Hex(Sha256Of("hello")));
  REQUIRE(unpacked.findings.size() == 1);
  CHECK(unpacked.findings[0].scanner == "policy");
  CHECK(unpacked.findings[0].part == 1);
}

TEST_CASE("parts that no scanner looks at are hashed all the same") {
  const auto unpacking = Unpack(Part("a.exe", "hello") + kEnd, "", false);
  REQUIRE(unpacking->unpacked.ok());
  CHECK(unpacking->parts.Names().empty());
  CHECK(unpacking->unpacked.value().rows[1].sha256 == Hex(Sha256Of("hello")));
}

TEST_CASE("anything wrong with stream or program means not unpacked") {
  const std::string good = Part("a", "x");
  CHECK(WhyNot(good + kEnd) == "");
  CHECK(WhyNot(good) == "unpack no end record");
  CHECK(WhyNot("") == "unpack no end record");
  CHECK(WhyNot(good + kEnd + "x") != "");
  CHECK(WhyNot("garbage") != "");
  CHECK(WhyNot(good + kEnd, "exit 1\n") == "unpack exit 1");
  CHECK(WhyNot(good + kEnd, "kill -11 $$\n") == "unpack signal 11");
  CHECK(WhyNot(good + kEnd, "echo \"why\tnot\" >&2; exit 2\n") ==
        "unpack exit 2 (why\\tnot\\n)");
  CHECK(WhyNot(good + good + good + good + kEnd) ==
        "unpack record too many parts");
}

TEST_CASE("the unpacker's end is awaited once, and counts") {
  const FakeJail jail("cat \"${0%/*}/stream\"\nexit 1\n");
  Result<Unpacked> unpacked = UnpackOnePart(jail);
  REQUIRE(unpacked.ok());
  CHECK(unpacked.value().ending);
  CHECK_FALSE(ConfirmUnpacked(&unpacked.value(), Deadline::InMs(60000)).ok());
  CHECK_FALSE(unpacked.value().ending);
}

TEST_CASE("an unpacker that does not end is not confirmed") {
  // It goes when the test does: nobody reads what it says to its pipe.
  const FakeJail jail(
      "cat \"${0%/*}/stream\"\n"
      "while sleep 1; do echo still here >&2 || exit; done\n");
  Result<Unpacked> unpacked = UnpackOnePart(jail);
  REQUIRE(unpacked.ok());
  CHECK_FALSE(ConfirmUnpacked(&unpacked.value(), Deadline::InMs(50)).ok());
}

TEST_CASE("a part, and all parts together, have their limits") {
  const std::string thousand(1000, 'x');
  CHECK(Unpack(Part("a", thousand) + kEnd)->unpacked.ok());
  CHECK_FALSE(Unpack(Part("a", thousand + "x") + kEnd)->unpacked.ok());
  CHECK(Unpack(Part("a", thousand) + Part("b", std::string(500, 'x')) + kEnd)
            ->unpacked.ok());
  CHECK_FALSE(
      Unpack(Part("a", thousand) + Part("b", std::string(501, 'x')) + kEnd)
          ->unpacked.ok());
}

TEST_CASE("a part's file is never an older one") {
  const FakeJail jail("cat \"${0%/*}/stream\"\n");
  jail.directory().Write("stream", Part("a", "x") + kEnd);
  const test::TemporaryDirectory parts;
  parts.Write("0001", "older");
  UnpackLimits limits = {3, 1000, 1000, 60};
  const Result<Unpacked> unpacked =
      UnpackMessage(jail.StartUnpacker(), limits, ManifestRow(), parts.fd(),
                    Deadline::InMs(60000));
  REQUIRE_FALSE(unpacked.ok());
  CHECK(unpacked.error().err == EEXIST);
  CHECK(parts.Read("0001") == "older");
}

TEST_CASE("an outside unpacker's archive adds to what is there") {
  const auto unpacking = Unpack(Part("a.ace", "12345") + Part("b", "x") + kEnd);
  REQUIRE(unpacking->unpacked.ok());
  Unpacked& unpacked = unpacking->unpacked.value();
  const auto open = [&](const std::string& stream) {
    const FakeJail jail("cat \"${0%/*}/stream\"\n");
    jail.directory().Write("stream", stream);
    return UnpackOutsideArchive(jail.StartUnpacker(), {3, 1000, 1500, 60}, 1,
                                unpacking->parts.fd(), Deadline::InMs(60000),
                                &unpacked);
  };
  const Status opened =
      open(Part("c.exe", "MZ") +
           Record('F', Text("attachment") + Text("rule") + Number(1)) +
           Record('G', Number(0) + Number(1) + Text("damaged")) + kEnd);
  REQUIRE(opened.ok());
  REQUIRE(unpacked.rows.size() == 4);
  CHECK(unpacked.rows[3].part == 3);
  CHECK(unpacked.rows[3].parent == 1);
  CHECK(unpacked.rows[1].flags == std::vector<std::string>{"damaged"});
  CHECK(unpacking->parts.Read("0003.exe") == "MZ");
  REQUIRE(unpacked.findings.size() == 1);
  CHECK(unpacked.findings[0].part == 3);
  CHECK_FALSE(unpacked.ending);
  // Three parts are all that there may be.
  CHECK_FALSE(open(Part("d", "x") + kEnd).ok());
}

TEST_CASE("flags are findings of the unpacker") {
  const auto unpacking = Unpack(
      Part("a", "x", {"encrypted", "nonsense"}) +
      Record('G', Number(0) + Number(2) + Text("limit") + Text("limit")) +
      Record('G', Number(1) + Number(1) + Text("damaged")) + kEnd);
  REQUIRE(unpacking->unpacked.ok());
  const Unpacked& unpacked = unpacking->unpacked.value();
  CHECK(unpacked.rows[0].flags == std::vector<std::string>{"limit"});
  CHECK(unpacked.rows[1].flags ==
        std::vector<std::string>{"encrypted", "nonsense", "damaged"});
  const std::vector<Finding> findings = FindingsFromFlags(unpacked.rows);
  REQUIRE(findings.size() == 3);
  for (const Finding& finding : findings) CHECK(finding.scanner == "unpack");
}

TEST_CASE("a flag told before its part's end is not lost") {
  const auto unpacking =
      Unpack(Begin() + Record('G', Number(1) + Number(1) + Text("encrypted")) +
             End() + kEnd);
  REQUIRE(unpacking->unpacked.ok());
  const std::vector<Finding> findings =
      FindingsFromFlags(unpacking->unpacked.value().rows);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].cause == Cause::kEncrypted);
}

TEST_CASE("each flag has its cause, and each cause at most a hundred finds") {
  std::vector<ManifestRow> rows(300);
  for (size_t i = 0; i < rows.size(); ++i) rows[i].part = static_cast<int>(i);
  CHECK(FindingsFromFlags(rows).empty());
  rows[7].flags = {"sealed", "limit", "charset"};
  rows[0].flags = {"unopened"};
  std::vector<Finding> few = FindingsFromFlags(rows);
  REQUIRE(few.size() == 4);
  CHECK(few[0].cause == Cause::kLimit);
  CHECK(few[0].part == 7);
  CHECK(few[0].name == "limit");
  CHECK(few[1].cause == Cause::kUnopened);
  CHECK(few[1].part == 0);
  for (ManifestRow& row : rows) row.flags = {"damaged"};
  CHECK(FindingsFromFlags(rows).size() == 100);
  for (ManifestRow& row : rows) row.flags = {"damaged", "encrypted"};
  CHECK(FindingsFromFlags(rows).size() == 200);
}

}  // namespace sallyport
