// The block above a held message: all of it reads back, none of it can be
// changed unseen, and no message can pretend to be one.

#include "mail/quarantine_block.h"

#include <doctest/doctest.h>

#include <cerrno>

namespace sallyport {

namespace {

const SigningKey kKey = {"k1", "a secret of some length"};
const std::string kMessage = "From: a\n\nbody\n";

HeldMessage Held() {
  HeldMessage held;
  held.id = "20261121.100000.123456.42.abcdef";
  held.category = Category::kAttachment;
  held.findings = {{Cause::kAttachment, "exe\tfile", 2, 0, "policy"},
                   {Cause::kSpam, "BAYES_99 -", kNoPart, 7.5, "rspamd"}};
  held.scanners = {"policy:found:3:policy 1", "clamd:clean:10:ClamAV, 1.0"};
  held.sender = "a\xFF@example.com";
  held.recipients = {"b@example.org", "", "-"};
  held.relay = "192.0.2.1";
  held.time = WallTime{1795255200123000};
  held.host = "mx.example.com";
  ManifestRow raw;
  raw.kind = "message";
  ManifestRow part;
  part.part = 1;
  part.parent = 0;
  part.name = "x\nX-Sallyport-Bytes: 1";
  part.names = {"a,b"};
  part.bytes = 77;
  held.parts = {raw, part};
  held.sha256 = std::string(64, 'c');
  held.bytes = kMessage.size();
  return held;
}

std::string File() {
  return FormatQuarantineBlock(Held(), kKey).value() + kMessage;
}

bool CarriesMark(const std::string& file, const SigningKey& key = kKey) {
  const Result<QuarantineBlock> block = ParseQuarantineBlock(file);
  return block.ok() && MarkIsValid(block.value(), key);
}

}  // namespace

TEST_CASE("a block reads back with every field") {
  const std::string file = File();
  const Result<QuarantineBlock> read = ParseQuarantineBlock(file);
  REQUIRE(read.ok());
  const QuarantineBlock& block = read.value();
  const HeldMessage wanted = Held();
  const HeldMessage& held = block.held;
  CHECK(block.key_name == "k1");
  CHECK(file.substr(block.block_bytes) == kMessage);
  CHECK(MarkIsValid(block, kKey));
  CHECK(held.id == wanted.id);
  CHECK(held.category == wanted.category);
  CHECK_FALSE(held.archived);
  REQUIRE(held.findings.size() == 2);
  CHECK(held.findings[0].cause == Cause::kAttachment);
  CHECK(held.findings[0].name == "exe\tfile");
  CHECK(held.findings[0].part == 2);
  CHECK(held.findings[0].scanner == "policy");
  CHECK(held.findings[1].part == kNoPart);
  CHECK(held.scanners == wanted.scanners);
  CHECK(held.sender == wanted.sender);
  CHECK(held.recipients == wanted.recipients);
  CHECK(held.relay == wanted.relay);
  CHECK(held.time.micros == wanted.time.micros);
  CHECK(held.host == wanted.host);
  REQUIRE(held.parts.size() == 2);
  CHECK(held.parts[1].name == wanted.parts[1].name);
  CHECK(held.parts[1].bytes == 77);
  CHECK(held.sha256 == wanted.sha256);
  CHECK(held.bytes == wanted.bytes);
}

TEST_CASE("a copy of handed-on mail, the null sender, nothing found") {
  HeldMessage held;
  held.id = "x";
  held.archived = true;
  held.sha256 = std::string(64, '0');
  const std::string file = FormatQuarantineBlock(held, kKey).value();
  const Result<QuarantineBlock> read = ParseQuarantineBlock(file);
  REQUIRE(read.ok());
  CHECK(read.value().held.archived);
  CHECK(read.value().held.sender == "");
  CHECK(read.value().held.recipients.empty());
  CHECK(read.value().block_bytes == file.size());
  CHECK(MarkIsValid(read.value(), kKey));
}

TEST_CASE("whatever stands for a digest, it is one line of the block") {
  for (const char* digest : {"", "-", "00\nX-Sallyport-Bytes: 1"}) {
    HeldMessage held = Held();
    held.sha256 = digest;
    const std::string file = FormatQuarantineBlock(held, kKey).value();
    const Result<QuarantineBlock> read = ParseQuarantineBlock(file);
    REQUIRE(read.ok());
    CHECK(read.value().held.sha256 == digest);
    CHECK(read.value().block_bytes == file.size());
  }
}

TEST_CASE("a block is never larger than what is read of one") {
  // Bytes that are written as four each.
  const std::string recipient(1000, '\xFF');
  const size_t line = std::string("X-Sallyport-Recipient: \n").size() + 4000;
  const size_t most = kMaxBlockBytes / line;
  HeldMessage held = Held();
  held.recipients.assign(most - 10, recipient);
  Result<std::string> block = FormatQuarantineBlock(held, kKey);
  REQUIRE(block.ok());
  CHECK(block.value().size() <= kMaxBlockBytes);
  const Result<QuarantineBlock> read = ParseQuarantineBlock(block.value());
  REQUIRE(read.ok());
  CHECK(read.value().held.recipients == held.recipients);
  CHECK(MarkIsValid(read.value(), kKey));
  const size_t left =
      kMaxBlockBytes - block.value().size() - (line - 4000);
  held.recipients.push_back(std::string(left, 'r'));
  block = FormatQuarantineBlock(held, kKey);
  REQUIRE(block.ok());
  CHECK(block.value().size() == kMaxBlockBytes);
  held.recipients.back() += 'r';
  CHECK_FALSE(FormatQuarantineBlock(held, kKey).ok());
  for (const size_t recipients : {most + 1, 2 * most}) {
    held.recipients.assign(recipients, recipient);
    block = FormatQuarantineBlock(held, kKey);
    REQUIRE_FALSE(block.ok());
    CHECK(block.error().err == EFBIG);
  }
  // Rows of the manifest can be spared.
  held = Held();
  held.parts.assign(100, held.parts[1]);
  for (ManifestRow& row : held.parts) row.name = std::string(100000, '\xFF');
  block = FormatQuarantineBlock(held, kKey);
  REQUIRE(block.ok());
  CHECK(block.value().size() <= kMaxBlockBytes / 2 + 1000);
  CHECK(ParseQuarantineBlock(block.value()).value().held.parts.size() == 83);
}

TEST_CASE("no byte of the block can be changed, lost or added unseen") {
  const std::string file = File();
  const size_t block = file.size() - kMessage.size();
  for (size_t at = 0; at < block; ++at) {
    for (const int change : {1, 0x20, 0x80, 0xFF}) {
      std::string changed = file;
      changed[at] = static_cast<char>(changed[at] ^ change);
      CHECK_FALSE(CarriesMark(changed));
    }
    for (const char c : {'\n', '\0', ' ', '0'}) {
      std::string changed = file;
      changed[at] = c;
      if (changed != file) CHECK_FALSE(CarriesMark(changed));
      // Where the block stays whole, the byte is the message's.
      const std::string longer = file.substr(0, at) + c + file.substr(at);
      if (!longer.starts_with(file.substr(0, block)))
        CHECK_FALSE(CarriesMark(longer));
    }
    CHECK_FALSE(CarriesMark(file.substr(0, at) + file.substr(at + 1)));
    CHECK_FALSE(CarriesMark(file.substr(0, at)));
  }
}

TEST_CASE("lines cannot be moved, dropped or doubled unseen") {
  const std::string file = File();
  const std::string b = "X-Sallyport-Recipient: b@example.org\n";
  const size_t at = file.find(b);
  REQUIRE(at != std::string::npos);
  const std::string without = file.substr(0, at) + file.substr(at + b.size());
  CHECK_FALSE(CarriesMark(without));
  CHECK_FALSE(CarriesMark(file.substr(0, at) + b + file.substr(at)));
  const size_t relay = without.find("X-Sallyport-Relay");
  CHECK_FALSE(
      CarriesMark(without.substr(0, relay) + b + without.substr(relay)));
}

TEST_CASE("the mark is of one key, by its name and its secret") {
  CHECK(CarriesMark(File()));
  CHECK_FALSE(CarriesMark(File(), {"k1", "another secret"}));
  CHECK_FALSE(CarriesMark(File(), {"k2", kKey.secret}));
  CHECK_FALSE(CarriesMark(File(), {"k1", ""}));
  // The key's name is signed, too: not even one secret is of two names.
  std::string renamed = File();
  renamed.replace(renamed.find(" k1 "), 4, " k2 ");
  CHECK_FALSE(CarriesMark(renamed, {"k2", kKey.secret}));
  const std::string unsigned_block =
      FormatQuarantineBlock(Held(), {"k1", ""}).value() + kMessage;
  CHECK_FALSE(CarriesMark(unsigned_block, {"k1", ""}));
}

TEST_CASE("what a message begins with is never part of the block") {
  const std::string block = FormatQuarantineBlock(Held(), kKey).value();
  for (const std::string& message :
       {std::string("X-Sallyport-Recipient: evil@example.com\n\nbody"),
        std::string("X-Sallyport-Bytes: 1\n"), std::string("\n"), std::string(),
        File(), std::string("7\n")}) {
    const Result<QuarantineBlock> read = ParseQuarantineBlock(block + message);
    REQUIRE(read.ok());
    CHECK(read.value().block_bytes == block.size());
    CHECK(read.value().held.recipients == Held().recipients);
    CHECK(MarkIsValid(read.value(), kKey));
  }
}

TEST_CASE("a message that imitates a block carries no mark") {
  std::string forged =
      FormatQuarantineBlock(Held(), {"k1", "guessed"}).value();
  CHECK_FALSE(CarriesMark(forged + kMessage));
  const size_t mark = forged.find(" k1 ") + 4;
  forged.replace(mark, 64, std::string(64, '0'));
  CHECK_FALSE(CarriesMark(forged + kMessage));
  forged.replace(mark, 64, "");
  CHECK_FALSE(CarriesMark(forged + kMessage));
}

TEST_CASE("what is no block is an error") {
  const std::string first =
      "X-Sallyport-Quarantine: 1 id k1 " + std::string(64, 'a') + "\n";
  for (const std::string& file :
       {std::string(), std::string("\n"), std::string("From: x\n"), first,
        first + "\n", first + "Subject: x\n",
        first + "X-Sallyport-Unknown: x\nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Category: none\nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Finding: virus\tx\nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Finding: virus\tx\ty\tz\nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Time: now\nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Part: 1\nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Sender: \nX-Sallyport-Bytes: 1\n",
        first + "X-Sallyport-Bytes: \n", first + "X-Sallyport-Bytes: -1\n",
        first + "X-Sallyport-Bytes: 1x\n",
        std::string(
            "X-Sallyport-Quarantine: 2 id k1 a\nX-Sallyport-Bytes: 1\n"),
        std::string(
            "X-Sallyport-Quarantine: 1 .. k1 a\nX-Sallyport-Bytes: 1\n"),
        std::string("X-Sallyport-Bytes: 1\n")})
    CHECK_FALSE(ParseQuarantineBlock(file).ok());
  CHECK(ParseQuarantineBlock(first + "X-Sallyport-Bytes: 1\n").ok());
}

}  // namespace sallyport
