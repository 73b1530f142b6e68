"""The statistics 统计表 as a workbook: figures that are formulas over sheets of rows, and charts of them."""
