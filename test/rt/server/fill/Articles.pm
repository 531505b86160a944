# Articles of three classes: with long texts, revisions, disabled ones, and links to tickets, assets, each other and outside.
package fill::Articles;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Fields; use fill::People; use fill::Things;

our @articles;

sub make {
  for my $name ('运维手册', 'Customer FAQ') { my $class = RT::Class->new(RT->SystemUser);
    must($class->Create(Name => $name, Description => "Class $name")); must($class->AddToObject(RT::Queue->new(RT->SystemUser))) }
  for my $name ('General') { my $class = RT::Class->new(RT->SystemUser); $class->Load($name); must($class->Id, 'class General') }
  # The content field that RT ships applies to no class of ours before it is told to.
  my $content = RT::CustomField->new(RT->SystemUser); $content->LoadByName(Name => 'Content', LookupType => 'RT::Class-RT::Article');
  must($content->Id, 'no field Content'); $fill::Fields::field{'article/Content'} = $content->Id;
  $content->AddToObject(RT::Class->new(RT->SystemUser)) unless $content->IsGlobal;
  $fill::Fields::field{'article/Body HTML'} = fill::Fields::field('article', 'Body HTML', 'HTML', 1);
  article($_) for 1 .. 66;
}

sub article { my ($n) = @_;
  $fill::Bed::now += 5400;
  my $article = RT::Article->new(as($fill::People::agents[$n % 6]));
  my $text = $n % 2 ? join("\n\n", map { words(12 + dice(30)) } 1 .. 1 + $n % 6) : join("\n\n", map { chinese(10 + dice(40)) } 1 .. 1 + $n % 6);
  must($article->Create(Class => ('General', '运维手册', 'Customer FAQ')[$n % 3], Name => $n % 4 ? "How to no. $n" : "如何处理 $n: 专线 & <故障>",
    Summary => $n % 5 ? words(8) : chinese(80), SortOrder => $n % 7, ($n % 11 ? ('CustomField-' . $fill::Fields::field{'article/Content'} => $text) : ())));
  push @articles, $article->Id;
  trap('article over 255 bytes', $article->Id) if $n % 11 && length $text > 400;
  trap('article without content', $article->Id) unless $n % 11;
  if ($n % 6 == 0) { must($article->AddCustomFieldValue(Field => $fill::Fields::field{'article/Body HTML'}, Value => html($n))); trap('article with hostile html', $article->Id) }
  if ($n <= 4) { fill::Things::fill_in($article, 'article', $n); trap('article with custom fields', $article->Id) }
  if ($n % 8 == 0) { for my $again (1 .. 2) { $fill::Bed::now += 86400;
    must($article->AddCustomFieldValue(Field => $fill::Fields::field{'article/Content'}, Value => "Edition $again\n\n$text\n\n" . chinese(60))) } trap('article with revisions', $article->Id) }
  if ($n % 9 == 0) { must($article->SetName($article->Name . ' (renamed)')); must($article->SetSummary(words(5))) }
  if ($n % 13 == 0) { must($article->SetDisabled(1)); trap('disabled article', $article->Id) }
}
sub html { my ($n) = @_; my $web = base_url();
  return "<h2>Steps $n</h2><ol><li>Open <a href=\"$web/Ticket/Display.html?id=3\">ticket 3</a></li><li>See <a href=\"$web/Articles/Article/Display.html?id=1\">article 1</a></li></ol>"
    . "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><img src=x onerror=alert(1)><script>steal()</script><a href=\"javascript:alert(1)\">x</a><p style=\"position:fixed\">第 $n 步</p>" }

# Once there are tickets: links both ways.
sub link_up {
  for my $n (1 .. 6) { my $article = RT::Article->new(RT->SystemUser); $article->Load($articles[$n]); $fill::Bed::now += 600;
    must($article->AddLink(Type => 'RefersTo', Target => "t:@{[10 + $n]}"));
    must($article->AddLink(Type => 'RefersTo', Target => "a:$articles[$n + 1]"));
    must($article->AddLink(Type => 'RefersTo', Target => "asset:$fill::Things::assets[$n]"));
    must($article->AddLink(Type => 'RefersTo', Target => "https://outside.example/page?n=$n"));
    my $ticket = load_ticket(20 + $n); must($ticket->AddLink(Type => "RefersTo", Target => "a:$articles[$n]"));
    trap('article linked', $article->Id) }
}
1;
