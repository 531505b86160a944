# Three tickets that went on for months, all with a second page of history, one with more than 300 entries: pictures, private notes, Chinese, HTML, changes.
package fill::Long;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Fields; use fill::People;

sub plan { for my $n (1 .. 3) { at("2025-0$n-11 01:00", sub { my $id = fill::Ordinary::open_ticket('网络故障', Subject => "长期工单 $n: intermittent loss, Shanghai to London", Content => chinese(40) . "\n\n" . words(40), AdminCc => ['judy'])->Id;
  trap('long ticket', $id); later(60 * $_ * 20, entry($id, $_)) for 1 .. ($n == 1 ? 310 : 115) }) } }

sub entry { my ($id, $k) = @_; return sub {
  my $agent = $fill::People::agents[$k % 7];
  my $t = load_ticket($id, $k % 3 ? $agent : undef);
  if ($k % 15 == 1) { must($t->Correspond(MIMEObj => mime('related', mime('alternative', part('text/plain', "见图 $k"), part('text/html', "<p>第 $k 次测量: <b>" . chinese(6) . "</b></p><table><tr><th>时间</th><th>丢包</th></tr><tr><td>$k:00</td><td>" . ($k % 9) . "%</td></tr></table><img src=\"cid:graph$k\@x\">")), file_part("graph$k.png", 'image/png', png($k), id => "graph$k\@x")))) }
  elsif ($k % 5 == 2) { must($t->Comment(MIMEObj => mime('single', part('text/plain', "内部: " . chinese(15))), TimeTaken => $k % 20)) }
  elsif ($k % 11 == 3) { must($t->SetPriority($k % 100)) if $t->Priority != $k % 100 }
  elsif ($k % 11 == 4) { must($t->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Contract no'}, Value => "no $k")) }
  elsif ($k % 11 == 5) { my $new = $t->Status eq 'stalled' ? 'open' : 'stalled'; must($t->SetStatus($new)) }
  elsif ($k % 2) { must($t->Correspond(MIMEObj => mime('single', part('text/html', "<p>" . words(20) . "</p><blockquote>" . words(8) . "</blockquote>")))) }
  else { must($t->Correspond(MIMEObj => mime('single', part('text/plain', $k % 4 ? words(25) : chinese(25))))) }
} }
1;
