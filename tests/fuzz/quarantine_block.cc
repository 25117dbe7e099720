// The header block of a held message on arbitrary bytes. What bears the mark
// of our key is what we would write; anything else never bears it.

#include "mail/quarantine_block.h"

#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view file = fuzz::Text(bytes, size);
  const Result<QuarantineBlock> parsed = ParseQuarantineBlock(file);
  if (!parsed.ok()) return 0;
  const QuarantineBlock& block = parsed.value();
  fuzz::Require(block.block_bytes <= size &&
                    file.substr(0, block.block_bytes).ends_with('\n'),
                "the block is the front of the file");
  const SigningKey key{"k1", "secret"};
  const Result<std::string> written = FormatQuarantineBlock(block.held, key);
  fuzz::Require(written.ok(), "what is read can be written");
  if (MarkIsValid(block, key))
    fuzz::Require(written.value() == file.substr(0, block.block_bytes),
                  "what bears our mark is what we write");
  fuzz::Require(!MarkIsValid(block, SigningKey{"k1", ""}),
                "no mark without a key");
  const Result<QuarantineBlock> again =
      ParseQuarantineBlock(written.value() + "body\n");
  fuzz::Require(again.ok(), "what is written can be read");
  fuzz::Require(MarkIsValid(again.value(), key), "and bears the mark");
  fuzz::Require(again.value().block_bytes == written.value().size(),
                "and ends where it ends");
  const Result<std::string> twice =
      FormatQuarantineBlock(again.value().held, key);
  fuzz::Require(twice.ok() && twice.value() == written.value(),
                "and is the same");
  return 0;
}
