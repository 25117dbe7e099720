// Addresses of ICAP services, and what they say of themselves.

#include "scanners/icap_service.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

namespace sallyport {

using namespace std::string_literals;

namespace {

Result<IcapOptions> OptionsOf(const std::string& fields,
                              const std::string& status = "200 OK") {
  const auto head =
      ParseHttpHead("ICAP/1.0 " + status + "\r\n" + fields + "\r\n");
  REQUIRE(head.ok());
  return ParseIcapOptions(head.value());
}

}  // namespace

TEST_CASE("icap address: host, port and service") {
  for (const std::string& text :
       {"icap://192.0.2.1/avscan"s, "icap://192.0.2.1:1344/"s + "a/b?c=d&e"s,
        "icap://[2001:db8::1]/x"s, "icap://[2001:db8::1]:11344/x"s}) {
    CAPTURE(text);
    const Result<ServerAddress> address = ParseIcapAddress(text);
    REQUIRE(address.ok());
    CHECK(address.value().text == text);
  }
  const auto without_port = ParseIcapAddress("icap://127.0.0.1/x");
  const auto with_port = ParseServerAddress("127.0.0.1:1344");
  CHECK(std::memcmp(&without_port.value().socket, &with_port.value().socket,
                    sizeof(sockaddr_storage)) == 0);
  CHECK(IcapHost("icap://[::1]:99/a/b") == "[::1]:99");
}

TEST_CASE("icap address: all that is none") {
  for (const std::string& text :
       {""s, "icap"s, "icap://"s, "icap:///x"s, "icap://127.0.0.1"s,
        "icap://127.0.0.1/"s, "icap://127.0.0.1:0/x"s, "icap://host.example/x"s,
        "icap://127.0.0.1:99999/x"s, "icap://::1/x"s, "127.0.0.1:1344/x"s,
        "icaps://127.0.0.1/x"s, "http://127.0.0.1/x"s, "icap://127.0.0.1/a b"s,
        "icap://127.0.0.1/a\r\nX: y"s, "icap://127.0.0.1/\x80"s,
        "icap://user@127.0.0.1/x"s, "icap:///run/icap.sock"s,
        "icap://127.0.0.1/" + std::string(300, 'x')}) {
    CAPTURE(text);
    CHECK_FALSE(ParseIcapAddress(text).ok());
  }
}

TEST_CASE("icap options: what c-icap says") {
  const auto options = OptionsOf(
      "Methods: RESPMOD, REQMOD\r\nService: C-ICAP/0.5.10 server - Echo\r\n"
      "ISTag: \"CI0001-XXXXXXXXX\"\r\nTransfer-Preview: *\r\n"
      "Options-TTL: 3600\r\nPreview: 1024\r\nAllow: 204, 206\r\n"
      "Encapsulated: null-body=0\r\n");
  REQUIRE(options.ok());
  CHECK(options.value().allow_204);
  CHECK(options.value().preview == 1024);
  CHECK(options.value().engine ==
        "C-ICAP/0.5.10 server - Echo CI0001-XXXXXXXXX");
  CHECK(options.value().TransferOf("zip") == IcapTransfer::kPreview);
}

TEST_CASE("icap options: the least, the most, and none") {
  const auto least = OptionsOf("Methods: respmod\r\n");
  REQUIRE(least.ok());
  CHECK_FALSE(least.value().allow_204);
  CHECK_FALSE(least.value().preview);
  CHECK(least.value().engine == "ICAP");
  CHECK(OptionsOf("Methods: RESPMOD\r\nPreview: 999999999\r\n")
            .value()
            .preview == 65536);
  CHECK(OptionsOf("Methods: REQMOD\r\nMethods: RESPMOD\r\n").ok());
  for (const std::string& fields :
       {""s, "Methods: REQMOD\r\n"s, "Methods: RESPMODX\r\n"s,
        "Methods: \r\n"s, "X-Methods: RESPMOD\r\n"s,
        "Methods: RESPMOD\r\nPreview: x\r\n"s,
        "Methods: RESPMOD\r\nPreview: -1\r\n"s,
        "Methods: RESPMOD\r\nPreview: 1\r\nPreview: 2\r\n"s}) {
    CAPTURE(fields);
    CHECK_FALSE(OptionsOf(fields).ok());
  }
  for (const char* const status : {"204 x", "404 x", "503 x", "100 x"})
    CHECK_FALSE(OptionsOf("Methods: RESPMOD\r\n", status).ok());
  const std::string long_name(5000, 'x');
  CHECK(OptionsOf("Methods: RESPMOD\r\nService: " + long_name +
                  "\r\nISTag: " + long_name + "\r\n")
            .value()
            .engine.size() == 401);
}

TEST_CASE("icap options: which files it wants, and how") {
  const auto options = OptionsOf(
      "Methods: RESPMOD\r\nPreview: 10\r\nTransfer-Ignore: JPG, gif\r\n"
      "Transfer-Preview: exe\r\nTransfer-Complete: zip, *\r\n");
  REQUIRE(options.ok());
  CHECK(options.value().TransferOf("jpg") == IcapTransfer::kIgnored);
  CHECK(options.value().TransferOf("GIF") == IcapTransfer::kIgnored);
  CHECK(options.value().TransferOf("exe") == IcapTransfer::kPreview);
  CHECK(options.value().TransferOf("zip") == IcapTransfer::kWhole);
  CHECK(options.value().TransferOf("doc") == IcapTransfer::kWhole);
  CHECK(options.value().TransferOf("") == IcapTransfer::kWhole);
  const auto others = OptionsOf("Methods: RESPMOD\r\nTransfer-Ignore: *\r\n"
                                "Transfer-Preview: exe\r\n");
  CHECK(others.value().TransferOf("") == IcapTransfer::kIgnored);
  // No preview is offered.
  CHECK(others.value().TransferOf("exe") == IcapTransfer::kWhole);
}

}  // namespace sallyport
