// A key is read by its name, whoever says the name.

#include "mail/signing_key.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "tests/temporary_directory.h"

namespace sallyport {

using test::TemporaryDirectory;

TEST_CASE("a key is its file's text without the newline at the end") {
  const TemporaryDirectory spool;
  spool.MakeDirectory("keys");
  const auto secret = [&spool](std::string_view text) {
    spool.Write("keys/k1", text);
    const Result<SigningKey> key = ReadSigningKey(spool.fd(), "k1");
    return key.ok() ? key.value().name + "=" + key.value().secret : "none";
  };
  CHECK(secret("secret\n") == "k1=secret");
  CHECK(secret("secret") == "k1=secret");
  CHECK(secret("a b\n\n") == "k1=a b\n");
  CHECK(secret("") == "none");
  CHECK(secret("\n") == "none");
  CHECK(secret(std::string(1024, 'x')) == "k1=" + std::string(1024, 'x'));
  CHECK(secret(std::string(1025, 'x')) == "none");
}

TEST_CASE("a name never leads out of the folder of keys") {
  const TemporaryDirectory spool;
  spool.MakeDirectory("keys/folder");
  spool.Write("outside", "secret");
  spool.Write("keys/.hidden", "secret");
  spool.Write("keys/folder/k1", "secret");
  for (const char* name :
       {"", ".", "..", "../outside", "folder/k1", ".hidden", "folder", "none"})
    CHECK_FALSE(ReadSigningKey(spool.fd(), name).ok());
  std::filesystem::create_symlink(spool.Path("outside"),
                                  spool.Path("keys/link"));
  CHECK_FALSE(ReadSigningKey(spool.fd(), "link").ok());
  CHECK(ReadSigningKey(spool.fd(), "none").error().err == ENOENT);
}

}  // namespace sallyport
