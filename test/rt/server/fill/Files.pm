# Attachments: names of every sort, empty ones, the same twice, texts in other charsets, and images that stand in the text.
package fill::Files;
use strict; use warnings; use utf8;
use Encode;
use fill::Bed; use fill::People;

sub plan { for my $n (1 .. 4) { at(sprintf('2025-%02d-27 02:00', $n * 2), sub { names($n) }); at(sprintf('2025-%02d-28 02:00', $n * 2), sub { inline($n) }) } }

sub names { my ($n) = @_;
  my @names = ('../x', "a/b..\\evil$n.csv", 'CON', ('n' x 240) . "$n.txt", "故障截图 $n.png", "😀 $n.bin", '.hidden', 'trailing dot.', 'two  spaces.txt', 'q"uote.txt', '<img src=x>.html', "%2e%2e%2f$n", 'semi;colon.txt');
  my @files = map { file_part($names[$_], $_ % 2 ? 'application/octet-stream' : 'application/x-thing', pack('NC*', $n * 100 + $_, map { ($_ * 7) % 256 } 0 .. 40 + $_)) } 0 .. $#names;
  my $id = fill::Ordinary::open_ticket('General', Subject => "File names $n", MIMEObj => mime('mixed', part('text/plain', "Files $n"), @files))->Id; trap('odd file names', $id);
  later(5, sub { must(load_ticket($id, 'grace')->Comment(MIMEObj => mime('mixed', part('text/plain', 'Empty'), file_part("empty$n.txt", 'text/plain', ''), file_part("empty$n.bin", 'application/octet-stream', '')))); trap('empty file', $id) });
  later(9, sub { must(load_ticket($id, 'grace')->Correspond(MIMEObj => mime('mixed', part('text/plain', 'The same twice'), (file_part("twice.png", 'image/png', png(7))) x 2))); trap('the same file twice', $id) });
  later(12, sub { must(load_ticket($id, 'grace')->Comment(MIMEObj => mime('mixed', part('text/plain', 'GBK'), { Type => 'text/plain', Charset => 'gbk', Filename => encode('gbk', "说明$n.txt"), Disposition => 'attachment', Encoding => 'base64', Data => encode('gbk', "编号,客户,带宽\n$n,蓝海物流,100M\n") }, file_part("sheet$n.csv", 'text/csv', encode('gbk', "编号,客户\n$n,蓝海\n"))))); trap('text file in GBK', $id) });
  later(15, sub { must(load_ticket($id, 'grace')->Comment(MIMEObj => mime('mixed', part('text/plain', 'Bytes'), file_part("every$n.bin", 'application/octet-stream', join('', map { chr } 0 .. 255) x (40 * $n)), file_part("page$n.html", 'text/html', "<script>alert($n)</script>"), file_part("drawing$n.svg", 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')))); trap('file of every byte', $id); trap('HTML as a file', $id) });
  later(18, sub { my $mail = fill::Mail::header(fill::Mail::who($n), "Re: [desk.example #$id] files", 'Content-Type: multipart/mixed; boundary=f') . "\r\n--f\r\nContent-Type: text/plain\r\n\r\nBy mail $n\r\n--f\r\nContent-Type: application/octet-stream; name=\"" . fill::Mail::word('gbk', "清单$n.xls") . "\"\r\nContent-Disposition: attachment; filename*=UTF-8''%E6%B8%85%E5%8D%95$n.xls\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC/w==\r\n--f--\r\n"; fill::Mail::deliver($mail); trap('file name in encoded words', $id) });
}

sub inline { my ($n) = @_;
  my ($png, $jpg, $gif) = (png(100 + $n), jpg($n), gif(30 + $n));
  my $html = "<p>Three pictures $n:</p><img src=\"cid:one$n\@x\" alt=\"first\"><br><img src='cid:two$n\@x'><img src=\"cid:three%2B$n\@x\"><p>again <img src=\"cid:one$n\@x\"></p><img src=\"cid:missing\@x\">";
  my $id = fill::Ordinary::open_ticket('网络故障', Subject => "Pictures $n", MIMEObj => mime('related', part('text/html', $html), file_part("one$n.png", 'image/png', $png, id => "one$n\@x"), file_part("two$n.jpg", 'image/jpeg', $jpg, id => "two$n\@x"), file_part("three$n.gif", 'image/gif', $gif, id => "three+$n\@x")))->Id;
  trap('inline images', $id); trap('the same inline image twice', $id); trap('inline image that is missing', $id);
  later(5, sub { must(load_ticket($id, 'heidi')->Comment(MIMEObj => mime('related', mime('alternative', part('text/plain', "[cid:again$n]"), part('text/html', "<div><img src=\"cid:again$n\"></div>")), file_part("one$n.png", 'image/png', $png, id => "again$n")))); trap('inline image in a private note', $id) });
  # Two messages use one content id for two pictures.
  later(9, sub { must(load_ticket($id, 'heidi')->Correspond(MIMEObj => mime('related', part('text/html', "<img src=\"cid:image001.png\@x\">"), file_part('image001.png', 'image/png', png(150 + $n), id => "image001.png\@x")))) });
  later(12, sub { must(load_ticket($id, 'ivan')->Correspond(MIMEObj => mime('related', part('text/html', "<img src=\"cid:image001.png\@x\">"), file_part('image001.png', 'image/png', png(170 + $n), id => "image001.png\@x")))); trap('one content id, two pictures', $id) });
}
1;
