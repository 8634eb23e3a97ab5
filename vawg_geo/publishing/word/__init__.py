"""
A page as a Word document: the same sentences and figures, because it is made from the page's own HTML.

==========  ===========================================================================================================
module      what it holds
==========  ===========================================================================================================
tree        `read_page`: the page as a tree of elements and text
document    `word_document`: the whole file; `has_word`: whether python-docx is installed
body        every element of the page as a paragraph, list or table of Word's
tables      a table of the page as one of Word's
xml         Word's own elements, one by one
styles      how it looks; the marking above and below every sheet
==========  ===========================================================================================================
"""
