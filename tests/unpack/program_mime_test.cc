// What the built sallyport-unpack makes of messages that different readers
// read differently: each of these hides one text, which some part must show.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

using namespace std::string_literals;

const std::string kHidden = "What is hidden in here is easily told.";
const std::string kTop = "From: a@b\nSubject: x\nMIME-Version: 1.0\n";
const std::string kText = "Content-Type: text/plain\n\nhello\n";

std::string Fields(const std::string& encoding) {
  return "Content-Type: application/x-foo; name=x.bin\n"
         "Content-Transfer-Encoding: " +
         encoding + "\n\n";
}

std::string Hidden() { return Fields("base64") + Base64(kHidden); }

std::string Parts(const std::string& boundary,
                  const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts)
    text += "--" + boundary + "\n" + part + "\n";
  return text + "--" + boundary + "--\n";
}

std::string Mixed(const std::string& parameters, const std::string& body) {
  return kTop + "Content-Type: multipart/mixed" + parameters + "\n\n" + body;
}

std::string Replace(std::string text, const std::string& from,
                    const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string QuotedPrintable(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    text += "=" + std::string(1, "0123456789ABCDEF"[c >> 4 & 15]) +
            std::string(1, "0123456789ABCDEF"[c & 15]);
    if (text.size() % 71 > 60) text += "=\n";
  }
  return text + "\n";
}

bool Shows(const Run& run, const std::string& hidden = kHidden) {
  return std::any_of(
      run.log.parts.begin(), run.log.parts.end(), [&](const auto& part) {
        return part.second.bytes.find(hidden) != std::string::npos;
      });
}

struct Case {
  std::string name;
  std::string message;
};

void CheckShown(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(one.name);
    const Run run = Unpack(one.message);
    CHECK(run.code == 0);
    CHECK(Shows(run));
    // No reading is written twice, nor are there more than a few.
    CHECK(run.log.parts.size() <= 8);
    const Run crlf = Unpack(Replace(one.message, "\n", "\r\n"));
    CHECK(crlf.code == 0);
    CHECK(Shows(crlf));
  }
}

std::vector<std::string> Kinds(const Run& run) {
  std::vector<std::string> kinds;
  for (const auto& [number, part] : run.log.parts)
    kinds.push_back(part.begin.kind);
  return kinds;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("an encoding may be named in any way") {
  std::vector<Case> cases;
  for (const std::string& value :
       {"(x) base64"s, "\"base64\""s, "base64;x"s, "x-base64"s, "BASE-64"s,
        "\n base64"s, "ba\n se64"s, "ba(x)se64"s, "base64\0"s,
        "=?us-ascii?B?YmFzZTY0?="s, "x-unknown"s, "7bit (base64)"s,
        "7bit\nContent-Transfer-Encoding: base64"s,
        "base64\nContent-Transfer-Encoding: 7bit"s,
        "quoted-printable\nContent-Transfer-Encoding: base64"s})
    cases.push_back({value, kTop + Fields(value) + Base64(kHidden)});
  for (const std::string& value :
       {"quoted printable"s, "x-qp"s, "x-unknown"s,
        "base64\nContent-Transfer-Encoding: quoted-printable"s,
        "quoted-printable\nContent-Transfer-Encoding: base64"s})
    cases.push_back({value, kTop + Fields(value) + QuotedPrintable(kHidden)});
  cases.push_back(
      {"blank before the colon",
       kTop + "Content-Transfer-Encoding : base64\n\n" + Base64(kHidden)});
  cases.push_back(
      {"a NUL in the name",
       kTop + "Content-Trans\0fer-Encoding: base64\n\n"s + Base64(kHidden)});
  CheckShown(cases);
}

TEST_CASE("an encoding need not be named") {
  CheckShown({
      {"base64", kTop + "\n" + Base64(kHidden)},
      {"base64 in a part",
       Mixed("; boundary=b", Parts("b", {kText, "\n" + Base64(kHidden)}))},
      {"quoted-printable", kTop + "\n" + QuotedPrintable(kHidden)},
      {"before the first boundary",
       Mixed("; boundary=b", Base64(kHidden) + Parts("b", {kText}))},
      {"behind the last",
       Mixed("; boundary=b", Parts("b", {kText}) + Base64(kHidden))},
      {"twice", kTop + Fields("base64") + Base64(Base64(kHidden + kHidden))},
  });
  // The encoded text is a part, and what it gives is one.
  CHECK(Kinds(Unpack(kTop + "\n" + Base64(kHidden))) ==
        Names{"leaf", "decoded"});
}

TEST_CASE("an encoding that is not what is said") {
  CheckShown({
      {"plain text", kTop + Fields("base64") + "Hello, " + kHidden},
      {"quoted-printable", kTop + Fields("base64") + QuotedPrintable(kHidden)},
      {"text first",
       kTop + Fields("base64") + "Hello you\n\n" + Base64(kHidden)},
      {"base64", kTop + Fields("quoted-printable") + Base64(kHidden)},
  });
}

TEST_CASE("base64 of every shape") {
  const std::string text = Base64(kHidden);
  std::string pieces;
  for (size_t i = 0; i < kHidden.size(); i += 5)
    pieces += Base64(kHidden.substr(i, 5));
  std::string junk;
  for (const char c : text) junk += "!\0 \t"s + c;
  const std::string bare = Replace(text, "\n", "");
  const std::string fields = kTop + Fields("base64");
  CheckShown({
      {"many streams", fields + pieces},
      {"many streams in one line", fields + Replace(pieces, "\n", "")},
      {"padding where none is",
       fields + "=" + bare.substr(0, 9) + "=" + bare.substr(9)},
      {"junk", fields + junk},
      {"one line", fields + bare},
      {"no padding", fields + Replace(bare, "=", "")},
      {"lines of blanks", fields + Replace(text, "\n", " \n \t \n")},
  });
  const std::string url = "\xFB\xFF\xBF\xFB\xFF\xBF"s + kHidden;
  CHECK(Shows(
      Unpack(fields + Replace(Replace(Base64(url), "/", "_"), "+", "-")), url));
}

TEST_CASE("quoted-printable of every shape") {
  const std::string fields = kTop + Fields("quoted-printable");
  CheckShown({
      {"blanks behind the sign",
       fields + "What is hidden in here = \t \n" + kHidden.substr(23)},
      {"lower case", fields + "=57hat is hidd=65n in h=65r=65=20is easily"
                              " =74=6f=6cd."},
      {"broken off", fields + kHidden + "="},
  });
}

TEST_CASE("an encoded multipart or message is read as one") {
  const std::string parts = Parts("b=c", {kText, Hidden()});
  const std::string quoted = Replace(parts, "=", "=3D");
  const std::string encoding = "\nContent-Transfer-Encoding: ";
  const std::string inner =
      "Content-Type: multipart/mixed; boundary=\"b=c\"" + encoding;
  const std::string message = Mixed("; boundary=\"b=c\"", parts);
  CheckShown({
      {"base64", kTop + inner + "base64\n\n" + Base64(parts)},
      {"quoted-printable", kTop + inner + "quoted-printable\n\n" + quoted},
      {"inside another",
       Mixed("; boundary=o",
             Parts("o", {kText, inner + "base64\n\n" + Base64(parts)}))},
      {"two of them",
       Mixed("; boundary=o",
             Parts("o", {inner + "base64\n\n" + Base64(kText),
                         inner + "base64\n\n" + Base64(parts)}))},
      {"a message", kTop + "Content-Type: message/rfc822" + encoding +
                        "base64\n\n" + Base64(message)},
      {"a message, quoted", kTop + "Content-Type: message/rfc822" + encoding +
                                "quoted-printable\n\n" +
                                Replace(message, "=", "=3D")},
  });
}

TEST_CASE("whatever the boundary is") {
  const std::string body = Parts("b", {kText, Hidden()});
  std::vector<Case> cases = {
      {"first of two", Mixed("; boundary=b; boundary=a", body)},
      {"second of two",
       Mixed("; boundary=a; boundary=b", Parts("a", {kText}) + body)},
      {"of two fields", kTop + "Content-Type: multipart/mixed; boundary=a\n" +
                            "Content-Type: multipart/mixed; boundary=b\n\n" +
                            Parts("a", {kText}) + body},
      {"of two types", kTop + "Content-Type: text/plain\n" +
                           "Content-Type: multipart/mixed; boundary=b\n\n" +
                           body},
      {"of two types, turned round",
       kTop + "Content-Type: multipart/mixed; boundary=b\n" +
           "Content-Type: text/plain\n\n" + body},
      {"of another field", Mixed("\nX-Type: a; boundary=b", body)},
      {"no MIME-Version",
       "From: a\nContent-Type: multipart/mixed; boundary=b\n\n" + body},
      {"no colon",
       kTop + "Content-Type multipart/mixed; boundary=b\n\n" + body},
      {"none", Mixed("", body)},
      {"none that occurs", Mixed("; boundary=x", body)},
      {"text", kTop + "Content-Type: text/plain; boundary=b\n\n" + body},
      {"no type at all", kTop + "\n" + body},
      {"nested under one name",
       Mixed("; boundary=b",
             "--b\nContent-Type: multipart/mixed; boundary=b\n\n" + body)},
      {"no final one", Mixed("; boundary=b", body.substr(0, body.size() - 6))},
      {"one that begins the other",
       Mixed("; boundary=b", Parts("bb", {Hidden()}) + Parts("b", {kText}))},
      {"one that the other begins",
       Mixed("; boundary=bb", Parts("b", {Hidden()}) + Parts("bb", {kText}))},
  };
  const std::vector<std::pair<std::string, std::string>> written = {
      {"\"\"", ""},
      {std::string(300, 'b'), std::string(300, 'b')},
      {"\"b  \"", "b"},
      {"\"b  \"", "b  "},
      {"\" b\"", " b"},
      {"'b'", "b"},
      {"'b'", "'b'"},
      {"b(c)d", "b"},
      {"b(c)d", "bd"},
      {"b(c)d", "b(c)d"},
      {"b c/d?e", "b c/d?e"},
      {"b c/d?e", "b"},
      {"\"=?us-ascii?Q?bb?=\"", "bb"},
      {"\"b\\b\"", "bb"},
      {"\"b\\b\"", "b\\b"},
  };
  for (const auto& [parameter, boundary] : written)
    cases.push_back(
        {parameter + " is " + boundary,
         Mixed("; boundary=" + parameter, Parts(boundary, {kText, Hidden()}))});
  cases.push_back({"RFC 2231", Mixed("; boundary*=us-ascii''%62", body)});
  cases.push_back({"RFC 2231, pieces", Mixed("; boundary*0=b; boundary*1=c",
                                             Parts("bc", {kText, Hidden()}))});
  CheckShown(cases);
}

TEST_CASE("parts where none should be") {
  const std::string body = Parts("b", {kText});
  CheckShown({
      {"before the first boundary",
       Mixed("; boundary=b", Parts("c", {Hidden()}) + body)},
      {"before it, without one of its own",
       Mixed("; boundary=b", Hidden() + body)},
      {"behind the last", Mixed("; boundary=b", body + Parts("b", {Hidden()}))},
      {"behind it, without one of its own",
       Mixed("; boundary=b", body + Hidden())},
      {"in a text",
       kTop + "\nHi, see below.\n\n--- Copy\n\n" + kTop + Hidden()},
      {"in an encoded text",
       kTop + Fields("base64") +
           Base64("Hi, see below.\n\n" +
                  Mixed("; boundary=b", Parts("b", {kText, Hidden()})))},
      {"in a part of base64",
       Mixed("; boundary=x", Parts("x", {Fields("base64") + "QUJD\n" +
                                         Parts("b", {Hidden()})}))},
  });
}

TEST_CASE("a header may end anywhere, or not be there") {
  const std::string body = Base64(kHidden);
  const std::string parts = Parts("b", {kText, Hidden()});
  const std::string fields =
      Fields("base64").substr(0, Fields("base64").size() - 1);
  CheckShown({
      {"behind the empty line", kTop + "\n" + Hidden()},
      {"behind the empty line of a part",
       Mixed("; boundary=b", Parts("b", {kText, "\n" + Hidden()}))},
      {"blanks between", kTop + "Content-Type: text/plain\n \t\n" + Hidden()},
      {"blanks for the empty line", kTop + fields + " \t\n" + body},
      {"no empty line", kTop + fields + body},
      {"no empty line in a part",
       Mixed("; boundary=b", Parts("b", {kText, fields + body}))},
      {"empty lines first", "\n\n" + kTop + Hidden()},
      {"junk inside", "From: a\nThis is junk\n" + Hidden()},
      {"junk first", "This is junk\nFrom: a\n" + Hidden()},
      {"junk in a part",
       Mixed("; boundary=b", Parts("b", {kText, "junk\n" + Hidden()}))},
      {"none", "Hello\n\n" + parts},
      {"none at all", parts},
      {"none, and base64", body},
      {"mbox", "From a@b Mon Jan  1 00:00:00 2020\n" + kTop + Hidden()},
      {"quoted mbox", ">From a@b Mon Jan  1 00:00:00 2020\n" + kTop + Hidden()},
      {"mbox inside", kTop + "Content-Type: message/rfc822\n\n" +
                          "From a@b Mon Jan  1 00:00:00 2020\n" + kTop +
                          Hidden()},
      {"a message inside", kTop + "Content-Type: message/rfc822\n\n" + kTop +
                               Fields("\"base64\"") + body},
      {"a message inside of a part",
       Mixed("; boundary=b",
             Parts("b", {kText, "Content-Type: message/rfc822\n\n" + kTop +
                                    Fields("\"base64\"") + body}))},
  });
}

TEST_CASE("lines may end in any way") {
  const std::string message =
      Mixed("; boundary=b", Parts("b", {kText, Hidden()}));
  const size_t body = message.find("\n\n") + 2;
  CHECK(Shows(Unpack(Replace(message, "\n", "\r"))));
  CHECK(Shows(Unpack(Replace(message, "\n", "\r\r\n"))));
  CHECK(Shows(Unpack(message.substr(0, body) +
                     Replace(message.substr(body), "\n", "\r"))));
  CHECK(Shows(Unpack(message.substr(0, body) +
                     Replace(message.substr(body), "\n", "\r\n"))));
  CHECK(Shows(Unpack(Replace(message.substr(0, body), "\n", "\r") +
                     message.substr(body))));
  CHECK(Shows(Unpack(kTop + "Content-Transfer-Encoding: base64\n\r" +
                     Base64(kHidden))));
}

TEST_CASE("what lies elsewhere is not opened") {
  const std::string partial = "Content-Type: message/partial; id=1; number=";
  for (const std::string& type :
       {partial + "1; total=2\n\n"s, partial + "2; total=2\n\n"s,
        "Content-Type: message/external-body; access-type=URL\n\n"s}) {
    CAPTURE(type);
    const Run run = Unpack(kTop + type + kTop + Hidden());
    CHECK(run.log.Flagged("unopened"));
    CHECK(Shows(run));
    CHECK(Unpack(Mixed("; boundary=b",
                       Parts("b", {kText, type + kTop + Hidden()})))
              .log.Flagged("unopened"));
  }
}

TEST_CASE("names of other readings are matched") {
  const Run run =
      Unpack(Mixed("; boundary=a; boundary=b",
                   Parts("a", {kText}) +
                       Parts("b", {"Content-Disposition: attachment; "
                                   "filename*=us-ascii''e%76il.exe\n\nMZ"})));
  CHECK(run.log.Named("evil.exe").begin.kind == "reading");
  CHECK(run.log.Named("evil.exe").bytes == "MZ");
}

TEST_CASE("well-formed mail has no other readings") {
  const std::string html =
      "Content-Type: text/html; charset=utf-8\n"
      "Content-Transfer-Encoding: quoted-printable\n\n"
      "<p style=3D\"x\">Gr=C3=BC=C3=9Fe</p>=\n\n";
  const std::string alternative =
      "Content-Type: multipart/alternative; boundary=\"=_i\"\n\n" +
      Parts("=_i", {kText, html});
  const std::string mixed =
      Mixed("; boundary=o", "This is a message in MIME format.\n" +
                                Parts("o", {alternative, Hidden()}));
  const std::string signature =
      "Content-Type: application/pgp-signature; name=s.asc\n\n"
      "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEEabcd0123+/xyABCD\n"
      "abcd0123+/xyABCDabcd0123+/xyABCD\n=abCd\n"
      "-----END PGP SIGNATURE-----\n";
  const std::string report =
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
      "Final-Recipient: rfc822; a@b\nAction: failed\n";
  const std::string headers = "Content-Type: text/rfc822-headers\n\n" + kTop +
                              "Content-Type: multipart/mixed; boundary=z\n"
                              "Content-Transfer-Encoding: base64\n";
  struct Shape {
    std::string message;
    Names kinds;
  };
  const Shape shapes[] = {
      {kTop + "\nHi,\n-- \nJoe\n--\n----- Original -----\nFrom: x\na=10&b=20\n",
       {"leaf"}},
      {kTop + html, {"leaf"}},
      {kTop + Hidden(), {"leaf"}},
      {kTop + alternative, {"leaf", "leaf"}},
      {mixed, {"preamble", "leaf", "leaf", "leaf"}},
      {Mixed("; boundary=f", Parts("f", {kText,
                                         "Content-Type: message/rfc822"
                                         "\n\n" +
                                             mixed})),
       {"leaf", "message", "preamble", "leaf", "leaf", "leaf"}},
      {Mixed("; boundary=s", Parts("s", {html, signature})), {"leaf", "leaf"}},
      {Mixed("; boundary=r", Parts("r", {kText, report, headers})),
       {"leaf", "leaf", "leaf"}},
      {Mixed("; boundary=c",
             Parts("c", {"Content-Type: text/calendar; method=REQUEST\n\n"
                         "BEGIN:VCALENDAR\nX:Y=Z\nEND:VCALENDAR\n"})),
       {"leaf"}},
  };
  for (const Shape& shape : shapes) {
    CAPTURE(shape.message);
    const Run run = Unpack(shape.message);
    CHECK(Kinds(run) == shape.kinds);
    CHECK(Kinds(Unpack(Replace(shape.message, "\n", "\r\n"))) == shape.kinds);
    for (const auto& [number, part] : run.log.parts) CHECK(part.flags.empty());
  }
}

TEST_CASE("messages cut at any byte are read to their end") {
  const std::string message =
      "From x\n" +
      Mixed("; boundary=a; boundary=b",
            Parts("b", {kText, Hidden(),
                        "Content-Type: message/rfc822\n \n" + kTop +
                            Fields("x-qp") + "a=3Db=3D\n"}) +
                "\r--c\r" + Hidden());
  for (size_t size = 0; size <= message.size(); size += 3)
    CHECK(Unpack(message.substr(0, size)).code == 0);
}

TEST_CASE("a million repeats of what begins a reading cost little") {
  const auto repeat = [](const std::string& text) {
    std::string many;
    while (many.size() < 300000) many += text;
    return many;
  };
  const std::string nested = "--b\nContent-Type: message/rfc822\n\n";
  for (const std::string& text :
       {"--\n"s,
        "-- \n\n"s,
        "--b\n--b--\n"s,
        "--b\nContent-Type: x\n"s,
        "--b\nContent-Type: x\n\n"s,
        "--b\nContent-Type: x\n\nx\n"s,
        "--b\nContent-Type: multipart/mixed\n"
        "Content-Transfer-Encoding: base64\n\n"s,
        "--b\nContent-Type: multipart/mixed\n"
        "Content-Transfer-Encoding: quoted-printable\n\nx\n"s,
        "Content-Type: x\n"s,
        "Content-Type: x\njunk\n"s,
        "Content-Type: message/rfc822\n\n"s,
        nested,
        "\r--b\r"s,
        "=3D"s,
        "=\n"s,
        "QQ=="s,
        "-"s,
        "\r"s,
        "Content-Type: x\n \n"s,
        "\r\n--b\rContent-Type: x\r\rx"s}) {
    CAPTURE(text);
    const std::string many = repeat(text);
    CHECK(Unpack(kTop + "\n" + many).code == 0);
    CHECK(Unpack(Mixed("; boundary=x", many)).code == 0);
    CHECK(Unpack(kTop + Fields("base64") + many).code == 0);
  }
  std::string different;
  for (int i = 0; i < 50000; ++i)
    different += "--" + std::to_string(i) + "\n" + Hidden();
  CHECK(Unpack(kTop + "\n" + different).log.Flagged("limit"));
}

}  // namespace sallyport
